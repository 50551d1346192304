//! The crates of this workspace.

use std::path::{Path, PathBuf};

/// A crate: a library, a program, or a test.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The folder of its package, below the repository's.
    pub package: String,
    /// Its root, below that: `src/lib.rs`.
    pub root: String,
}

/// Where packages are, below the repository's folder.
const PACKAGES: [&str; 4] = ["functions", "functions/lib", "infra", "tests"];

/// Every crate below the repository's folder.
pub fn targets(repository: &Path) -> Vec<Target> {
    let mut targets = Vec::new();
    for package in PACKAGES.iter().flat_map(|folder| entries(&repository.join(folder))) {
        if !package.join("Cargo.toml").exists() {
            continue;
        }
        let below = |path: &Path, folder: &Path| {
            path.strip_prefix(folder).expect("a path below it").display().to_string()
        };
        for root in roots(&package) {
            let root = below(&root, &package);
            targets.push(Target { package: below(&package, repository), root });
        }
    }
    targets.sort();
    targets
}

/// As Cargo finds them.
fn roots(package: &Path) -> Vec<PathBuf> {
    let src = package.join("src");
    let mut roots: Vec<_> = [src.join("lib.rs"), src.join("main.rs")].into_iter().collect();
    for folder in [src.join("bin"), package.join("tests"), package.join("examples")] {
        for entry in entries(&folder) {
            roots.push(if entry.is_dir() { entry.join("main.rs") } else { entry });
        }
    }
    roots.retain(|root| root.extension().is_some_and(|it| it == "rs") && root.exists());
    roots
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}
