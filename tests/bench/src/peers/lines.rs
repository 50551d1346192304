//! How much code there is.

use std::path::Path;

use anyhow::{Context, Result};

/// Lines of all files under a folder that end so, tests left out.
pub fn of(folder: &Path, extension: &str) -> Result<usize> {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !is_test {
            sum += of(&path, extension)?;
        } else if !is_test && path.extension().is_some_and(|ends| ends == extension) {
            sum += of_file(&path)?;
        }
    }
    Ok(sum)
}

/// Lines of one file that say something to a program: up to its unit tests, neither empty nor all
/// comment.
pub fn of_file(path: &Path) -> Result<usize> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let before_tests = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    Ok(before_tests.filter(|line| is_code(line.trim())).count())
}

fn is_code(line: &str) -> bool {
    let comments = ["//", "#!", "# ", "\"\"\""];
    !line.is_empty() && !comments.iter().any(|comment| line.starts_with(comment))
}
