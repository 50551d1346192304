//! The size of what is uploaded.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::Figure;

/// `e_machine` of an arm64 program (ELF header, offset 18).
const EM_AARCH64: [u8; 2] = [0xb7, 0x00];

/// Where the sources of a package are.
const SOURCES: [&str; 4] = ["functions", "Cargo.toml", "Cargo.lock", "infra/sources.toml"];

/// `ingress_zip_mb`: the zip that `make build` packs. Unless it is to be taken as it `stands`, it
/// is built anew when it is missing, older than its sources, or of another architecture.
pub fn measure(root: &Path, stands: bool) -> Result<Vec<Figure>> {
    let zip = root.join("target/lambda/ingress/bootstrap.zip");
    let stands = stands || (is_arm64(&zip) && is_newer(&zip, root)?);
    if !stands {
        build(root)?;
    }
    let size = std::fs::metadata(&zip).with_context(|| zip.display().to_string())?.len();
    let how = format!("{size} bytes of target/lambda/ingress/bootstrap.zip, {}", kind(&zip, root)?);
    let megabytes = f64::from(u32::try_from(size)?) / 1e6;
    Ok(vec![Figure::new("ingress_zip_mb", megabytes, 5.0, how)])
}

fn kind(zip: &Path, root: &Path) -> Result<String> {
    let architecture = if is_arm64(zip) { "arm64" } else { "NOT arm64" };
    let age =
        if is_newer(zip, root)? { "newer than its sources" } else { "OLDER than its sources" };
    Ok(format!("{architecture}, {age}"))
}

fn build(root: &Path) -> Result<()> {
    let status = Command::new("make").args(["build", "ARCH=arm64"]).current_dir(root).status()?;
    if !status.success() {
        bail!("`make build` failed: {status}");
    }
    Ok(())
}

/// Python reads zips, and is there: it runs everything else of the local stack.
fn is_arm64(zip: &Path) -> bool {
    let read = "import sys, zipfile\n\
                with zipfile.ZipFile(sys.argv[1]).open('bootstrap') as program:\n    \
                sys.stdout.buffer.write(program.read(20))";
    let header = Command::new("python3").args(["-c", read]).arg(zip).output();
    header.is_ok_and(|header| header.stdout.get(18..20) == Some(EM_AARCH64.as_slice()))
}

fn is_newer(zip: &Path, root: &Path) -> Result<bool> {
    let built = std::fs::metadata(zip).and_then(|zip| zip.modified());
    let Ok(built) = built else { return Ok(false) };
    let sources: Result<Vec<SystemTime>> =
        SOURCES.iter().map(|source| newest(&root.join(source))).collect();
    Ok(sources?.into_iter().all(|changed| changed < built))
}

/// When anything in a tree was changed last.
fn newest(path: &Path) -> Result<SystemTime> {
    let about = std::fs::metadata(path).with_context(|| path.display().to_string())?;
    if !about.is_dir() {
        return Ok(about.modified()?);
    }
    let mut last = SystemTime::UNIX_EPOCH;
    for entry in std::fs::read_dir(path)? {
        last = last.max(newest(&entry?.path())?);
    }
    Ok(last)
}
