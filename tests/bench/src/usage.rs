//! What the kernel says about a running process.

use std::time::Duration;

use anyhow::{Context, Result};

/// Clock ticks per second in `/proc`: `USER_HZ`, 100 on every Linux that Rust supports.
const TICK: Duration = Duration::from_millis(10);

/// CPU time so far, user and system, all threads. It comes in ticks of 10 ms, so measure seconds.
pub fn cpu_time(pid: u32) -> Result<Duration> {
    let stat = read(pid, "stat")?;
    let ticks = ticks(&stat).with_context(|| format!("/proc/{pid}/stat is not as expected"))?;
    Ok(TICK * ticks)
}

/// The same to the nanosecond, of the threads that still run (the scheduler's own account).
pub fn on_cpu(pid: u32) -> Result<Duration> {
    let tasks = format!("/proc/{pid}/task");
    let mut sum = Duration::ZERO;
    for task in std::fs::read_dir(&tasks).with_context(|| tasks.clone())? {
        let path = task?.path().join("schedstat");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let spent = text.split_ascii_whitespace().next().and_then(|spent| spent.parse().ok());
        sum += Duration::from_nanos(spent.with_context(|| text.clone())?);
    }
    Ok(sum)
}

/// The most memory it ever had resident, in MiB.
pub fn peak_rss_mib(pid: u32) -> Result<f64> {
    let status = read(pid, "status")?;
    let kib = peak_kib(&status).with_context(|| format!("/proc/{pid}/status names no VmHWM"))?;
    Ok(f64::from(kib) / 1024.0)
}

fn read(pid: u32, file: &str) -> Result<String> {
    let path = format!("/proc/{pid}/{file}");
    std::fs::read_to_string(&path).with_context(|| path)
}

/// Fields 14 and 15; the second is a name in parentheses that may itself hold anything.
fn ticks(stat: &str) -> Option<u32> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let (user, system) = (fields.next()?, fields.next()?);
    Some(user.parse::<u32>().ok()? + system.parse::<u32>().ok()?)
}

fn peak_kib(status: &str) -> Option<u32> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_found_behind_any_name() {
        let stat = "7 (a ) b) S 1 7 7 0 -1 4194560 99 0 0 0 12 30 0 0 20 0 1 0 5 6 7";
        assert_eq!(ticks(stat), Some(42));
    }

    #[test]
    fn the_peak_is_read_in_kib() {
        assert_eq!(peak_kib("Name:\tx\nVmHWM:\t    9216 kB\nVmRSS:\t 1 kB\n"), Some(9216));
    }
}
