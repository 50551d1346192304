//! Where a feed is read from next: what a page says goes in, what is on record afterwards comes out
//! (pure); and the rows that keep it.
//!
//! Events appear in a feed late and out of order: up to `lag` after they happened, and before others
//! that were read already. So a *pass* reads from the first mark to the end of the feed, and the
//! mark moves on only to places that were passed `lag` before the pass began. Whatever may still
//! have appeared before such a place was there when the pass came by.
//!
//! What appears later still is found where order asks for it: a *search* reads again from a place
//! that was passed long ago up to where passes begin. It moves no mark.

mod dynamo;
mod fault;
mod mark;
mod order;
mod pass;
mod passed;
mod position;
mod search;
mod seek;
mod state;
mod table;

pub use dynamo::DynamoCursors;
pub use fault::Fault;
pub use pass::{Memory, PageSays, Read};
pub use position::Position;
pub use seek::Seeking;
pub use state::{Asking, Cursor, Forward};
pub use table::{CursorTable, Stamped, Swapped, Unavailable};
