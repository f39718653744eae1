//! The lab's own walkthrough.

#[path = "../support/walk.rs"]
mod walk;

use crate::guest::Guest;
use crate::sessions;

sessions![the_walkthrough_shows_what_its_text_says];

fn the_walkthrough_shows_what_its_text_says(guest: &Guest) {
    guest.begin_ready();
    walk::shows_what_its_text_says(guest);
}
