//! The console: what the other commands read and change, as pages on this machine.
//!
//! Pages are made here, by the same readings as the commands' answers. A change is asked about on a
//! page of its own, and made and put on record as the commands do. There is no script, and nothing
//! comes from elsewhere.

mod app;
mod charts;
mod gate;
mod html;
mod pages;
mod params;
mod server;
mod work;

pub(crate) use server::Server;
