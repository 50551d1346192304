//! Where requests may come from.

use std::net::IpAddr;

use settings::Source;

/// Whether the source takes anything from there.
pub(crate) fn address_allowed(source: &Source, address: Option<IpAddr>) -> bool {
    let inside = |address: IpAddr| {
        let address = address.to_canonical();
        source.allow.iter().any(|network| network.contains(&address))
    };
    source.allow.is_empty() || address.is_some_and(inside)
}
