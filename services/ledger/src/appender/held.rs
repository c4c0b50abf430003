//! Storing without showing: where other ledgers must have a commit too before
//! anyone may see it.

use std::collections::VecDeque;

use jiff::Timestamp;
use quarterday_proto::record::{Hash, Line};

use super::Appender;
use crate::ledger::Head;
use crate::read_lock;
use crate::tree::Tree;

/// What is stored but not shown.
pub(super) struct Held {
    /// The tree over what is shown.
    tree: Tree,
    waiting: VecDeque<(u64, Hash)>,
}

impl Held {
    pub(super) fn add(&mut self, lines: &[Line]) {
        self.waiting
            .extend(lines.iter().map(|line| (line.place, line.leaf)));
    }
}

impl Appender {
    /// From now on, what is stored is shown by [`Appender::show`] only.
    pub fn hold(&mut self) {
        if self.held.is_none() {
            self.held = Some(Held {
                tree: read_lock(&self.shared.tree).clone(),
                waiting: VecDeque::new(),
            });
        }
    }

    /// The leaf of a place that is stored but not shown yet.
    pub fn held_leaf(&self, place: u64) -> Option<Hash> {
        let waiting = &self.held.as_ref()?.waiting;
        let first = waiting.front()?.0;
        let at = usize::try_from(place.checked_sub(first)?).ok()?;
        waiting.get(at).map(|(_, leaf)| *leaf)
    }

    /// Shows readers what is stored, up to a place whose recorded time is
    /// given. Nothing happens when it is shown already; a place that is not
    /// stored yet shows all that is.
    pub fn show(&mut self, place: u64, recorded: Timestamp) {
        let Some(held) = &mut self.held else { return };
        let mut last = None;
        while let Some(next) = held.waiting.front().copied().filter(|next| next.0 <= place) {
            held.waiting.pop_front();
            held.tree.push(&next.1);
            last = Some(next);
        }
        let Some((place, leaf)) = last else { return };
        held.tree.forget_full();
        self.shared.publish(Head {
            place,
            root: held.tree.root(),
            leaf,
            recorded: Some(recorded),
        });
    }
}
