//! The door's figures: the ingress beside a bare function that only sends.

mod cold;
mod contest;
mod cpu;

use anyhow::Result;

use crate::{Figure, Lab};

use contest::Contest;
pub use contest::DEPLOYED;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Cold starts of each function.
    pub starts: usize,
    /// Pairs of warm processes.
    pub pairs: usize,
}

/// `ingress_cold_ratio`, `ingress_cpu_ratio`, `ingress_cpu_ratio_64k`, `ingress_rss_mib`.
pub async fn measure(lab: &Lab, effort: Effort) -> Result<Vec<Figure>> {
    let contest =
        Contest { ingress: lab.ingress("ingress", DEPLOYED)?, bare: lab.launch("bare", "bare")? };
    let cold = cold::measure(lab, &contest, effort.starts).await?;
    let (cpu, rss) = cpu::measure(&contest, effort.pairs, cpu::SHORT).await?;
    let (long, _) = cpu::measure(&contest, effort.pairs, cpu::LONG).await?;
    Ok(vec![cold, cpu, long, rss])
}
