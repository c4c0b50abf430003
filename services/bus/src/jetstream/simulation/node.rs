//! One node's part: following into its ledger, confirming, publishing, dying and
//! coming back.

use std::convert::Infallible;

use quarterday_proto::exchange::Report;
use quarterday_proto::record::Hash;
use tokio::sync::watch;

use super::super::joined::may_join;
use super::super::quorum::Quorum;
use super::super::settings::Settings;
use super::Rules;
use super::world::{Fault, MAIL_MAX, Mail, Record, World, leaf_after, leaf_at};

/// Records that a writer sends ahead of the answers.
const AHEAD_MAX: u64 = 3;

pub(super) struct Node {
    pub(super) settings: Settings,
    pub(super) up: bool,
    pub(super) paused: bool,
    /// It saw another history and ended; nothing is written to its ledger.
    pub(super) stopped: bool,
    pub(super) ledger: Vec<Record>,
    /// Whether its ledger counts.
    pub(super) counts: watch::Sender<bool>,
    pub(super) quorum: Quorum,
    /// Up to which place it knows that enough ledgers have it.
    pub(super) confirmed: u64,
    pub(super) epoch: u64,
    pub(super) state: State,
}

pub(super) enum State {
    Other,
    /// It waits for the end of the stream.
    Reading,
    /// It waits until it has the stream up to there.
    CatchingUp(u64),
    /// It waits for other ledgers' ends.
    Hearing(u64, Vec<Report>),
    /// It waits until enough ledgers have the stream.
    Confirming(u64),
    /// It sent missing records again.
    Healing,
    /// Its records so far, of which the stream's end is known up to a place.
    Writing(Vec<Record>, u64),
}

impl Node {
    pub(super) fn new(rules: &Rules, node: usize) -> Self {
        let settings = rules.settings(node);
        let counts = watch::Sender::new(true);
        Self {
            quorum: Quorum::new(&settings, counts.subscribe()),
            counts,
            settings,
            up: true,
            paused: false,
            stopped: false,
            ledger: Vec::new(),
            confirmed: 0,
            epoch: 0,
            state: State::Other,
        }
    }

    pub(super) fn runs(&self) -> bool {
        self.up && !self.stopped
    }

    pub(super) fn writes(&self) -> bool {
        self.acts() && !matches!(self.state, State::Other)
    }

    pub(super) fn acts(&self) -> bool {
        self.runs() && !self.paused
    }

    pub(super) fn stored(&self) -> u64 {
        self.ledger.len() as u64
    }

    /// A writer begins anew before it publishes more.
    pub(super) fn look_again(&mut self) {
        self.epoch += 1;
        self.state = State::Other;
    }

    pub(super) fn head(&self) -> (u64, Hash) {
        (self.stored(), leaf_at(&self.ledger, self.stored()))
    }
}

impl World {
    pub(super) fn crash(&mut self, node: usize) -> Result<(), Fault> {
        let node = &mut self.nodes[node];
        node.up = false;
        node.paused = false;
        node.look_again();
        Ok(())
    }

    pub(super) fn pause(&mut self, node: usize) -> Result<(), Fault> {
        self.nodes[node].paused = true;
        Ok(())
    }

    pub(super) fn restart(&mut self, node: usize) -> Result<(), Fault> {
        let rules = self.rules;
        let one = &mut self.nodes[node];
        if one.runs() {
            return Ok(());
        }
        one.up = true;
        // One that stopped is started again as it is.
        one.stopped = false;
        one.look_again();
        one.quorum = Quorum::new(&one.settings, one.counts.subscribe());
        one.confirmed = if rules.confirms_after_restart {
            0
        } else {
            one.stored()
        };
        self.confirm(node)
    }

    /// It says how far its ledger is.
    pub(super) fn report(&mut self, node: usize) -> Result<(), Fault> {
        if !self.nodes[node].acts() || self.mail.len() > MAIL_MAX {
            return Ok(());
        }
        if !*self.nodes[node].counts.borrow() {
            self.join(node);
            return self.confirm(node);
        }
        let (place, leaf) = self.nodes[node].head();
        for to in (0..self.nodes.len()).filter(|to| *to != node) {
            self.mail.push(Mail::Report {
                to,
                from: node,
                place,
                leaf,
            });
        }
        Ok(())
    }

    /// An emptied ledger counts again once it is as far as enough others.
    fn join(&mut self, node: usize) {
        let mut heads = Vec::new();
        for other in self.nodes.iter().filter(|other| other.acts()) {
            let (place, leaf) = other.head();
            heads.push(Report {
                node: other.settings.node.clone(),
                place,
                leaf,
                counts: *other.counts.borrow(),
            });
        }
        let one = &self.nodes[node];
        if may_join(&one.settings, one.stored(), &heads) {
            one.counts.send_replace(true);
        }
    }

    /// Its disk is lost and replaced by an empty one, where no other's is.
    pub(super) fn empty(&mut self, node: usize) -> Result<(), Fault> {
        let counts = |node: &Node| *node.counts.borrow();
        let whole = self.nodes.iter().all(counts) && self.nodes.len() > 1;
        // Where the stream may have left what was acknowledged, emptying one of
        // the ledgers that keep it is a person's mistake, not an accident.
        if !whole || self.rules.mail_outlives_loss {
            return Ok(());
        }
        self.crash(node)?;
        let one = &mut self.nodes[node];
        one.ledger.clear();
        one.counts.send_replace(!self.rules.emptied_joins);
        self.counts.emptied += 1;
        self.restart(node)
    }

    /// It holds the stream against its ledger and asks for what comes next.
    pub(super) fn follow(&mut self, node: usize) -> Result<(), Fault> {
        if !self.nodes[node].acts() {
            return Ok(());
        }
        let last = self.stream.len() as u64;
        let stored = self.nodes[node].stored();
        let both = last.min(stored);
        let ours = leaf_at(&self.nodes[node].ledger, both);
        // With expectations on subjects alone records name no predecessor.
        if self.rules.whole_stream && ours != leaf_at(&self.stream, both) {
            return self.differs(node);
        }
        if last < stored {
            if self.rules.whole_stream && matches!(self.nodes[node].state, State::Writing(..)) {
                self.nodes[node].look_again();
            }
            return Ok(());
        }
        let end = last.min(stored + 3);
        for place in stored + 1..=end {
            let record = self.stream[usize::try_from(place).unwrap() - 1];
            self.mail.push(Mail::Deliver {
                to: node,
                place,
                record,
            });
        }
        Ok(())
    }

    /// As writer it decides a command and sends the record.
    pub(super) fn decide(&mut self, node: usize) -> Result<(), Fault> {
        if !self.nodes[node].acts() || self.mail.len() > MAIL_MAX {
            return Ok(());
        }
        let one = &mut self.nodes[node];
        let epoch = one.epoch;
        let State::Writing(known, end) = &mut one.state else {
            return Ok(());
        };
        if known.len() as u64 >= *end + AHEAD_MAX {
            return Ok(());
        }
        let (mut known, end) = (std::mem::take(known), *end);
        let record = self.new_record(&leaf_at(&known, known.len() as u64));
        known.push(record);
        self.publish(node, epoch, &known, known.len() as u64);
        self.nodes[node].state = State::Writing(known, end);
        Ok(())
    }

    /// Mail arrives at a node that runs.
    pub(super) fn hear(&mut self, to: usize, mail: Mail) -> Result<(), Fault> {
        let current = self.nodes[to].epoch;
        match mail {
            Mail::Deliver { place, record, .. } => self.delivered(to, place, record),
            Mail::Report {
                from, place, leaf, ..
            } => {
                let node = self.nodes[from].settings.node.clone();
                self.nodes[to].quorum.hear(Report {
                    node,
                    place,
                    leaf,
                    counts: true,
                });
                self.confirm(to)
            }
            Mail::HeadWanted { from, epoch, .. } => {
                let (place, leaf) = self.nodes[to].head();
                self.mail.push(Mail::Head {
                    to: from,
                    epoch,
                    from: to,
                    place,
                    leaf,
                    counts: *self.nodes[to].counts.borrow(),
                });
                Ok(())
            }
            Mail::Head {
                counts,
                epoch,
                from,
                place,
                leaf,
                ..
            } if epoch == current => {
                let node = self.nodes[from].settings.node.clone();
                if let State::Hearing(_, heads) = &mut self.nodes[to].state {
                    heads.retain(|head| head.node != node);
                    heads.push(Report {
                        node,
                        place,
                        leaf,
                        counts,
                    });
                }
                Ok(())
            }
            Mail::End {
                epoch, last, leaf, ..
            } if epoch == current => {
                let one = &mut self.nodes[to];
                if matches!(one.state, State::Reading) {
                    let differs = one.stored() >= last && leaf_at(&one.ledger, last) != leaf;
                    if differs && self.rules.whole_stream {
                        return self.differs(to);
                    }
                    one.state = State::CatchingUp(last);
                }
                Ok(())
            }
            Mail::Stored {
                epoch, place, ok, ..
            } if epoch == current => {
                let one = &mut self.nodes[to];
                match &mut one.state {
                    // The outcome is read from the stream, not from the answer.
                    State::Writing(..) if !ok && self.rules.whole_stream => one.look_again(),
                    State::Writing(_, end) => *end = place.max(*end),
                    _ => {}
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn delivered(&mut self, node: usize, place: u64, record: Record) -> Result<(), Fault> {
        let one = &mut self.nodes[node];
        let (stored, last) = one.head();
        if place != stored + 1 {
            // Old, or after a gap: it is read again.
            return Ok(());
        }
        let leaf = leaf_after(&last, record.id);
        if self.rules.whole_stream && leaf != record.leaf {
            return self.differs(node);
        }
        one.ledger.push(Record { leaf, ..record });
        self.confirm(node)
    }

    /// It notes what enough ledgers have.
    fn confirm(&mut self, node: usize) -> Result<(), Fault> {
        let one = &mut self.nodes[node];
        let ledger = &one.ledger;
        let stored = ledger.len() as u64;
        let Ok(acknowledged) = one
            .quorum
            .acknowledged(stored, |place| Ok::<_, Infallible>(leaf_at(ledger, place)));
        let Ok(acknowledged) = acknowledged else {
            if self.rules.whole_stream {
                return self.differs(node);
            }
            return Ok(());
        };
        let before = one.confirmed;
        one.confirmed = before.max(acknowledged);
        for place in before + 1..=acknowledged {
            let id = self.nodes[node].ledger[usize::try_from(place).unwrap() - 1].id;
            self.acknowledge(place, id)?;
        }
        Ok(())
    }

    /// It has another history than the stream or another ledger. Where A other
    /// ledgers agree on another record at a place, ours was never acknowledged
    /// and never will be; otherwise nothing is touched.
    pub(super) fn differs(&mut self, node: usize) -> Result<(), Fault> {
        let one = &self.nodes[node];
        let mut aside = None;
        if self.rules.mends {
            for (at, ours) in one.ledger.iter().enumerate() {
                let others = self.nodes.iter().enumerate();
                let mut theirs: Vec<u64> = others
                    .filter(|(other, known)| *other != node && known.up)
                    .filter_map(|(_, known)| Some(known.ledger.get(at)?.id))
                    .filter(|id| *id != ours.id)
                    .collect();
                theirs.sort_unstable();
                let enough = self.rules.acknowledge;
                if theirs
                    .windows(enough)
                    .any(|some| some[0] == some[enough - 1])
                {
                    aside = Some(at);
                    break;
                }
            }
        }
        let one = &mut self.nodes[node];
        one.look_again();
        one.stopped = true;
        if let Some(at) = aside {
            one.ledger.truncate(at);
            self.counts.mended += 1;
            return self.restart(node);
        }
        Ok(())
    }
}
