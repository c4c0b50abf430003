//! The stream, the mail, and what must never happen.

use std::collections::BTreeMap;

use quarterday_proto::record::{Hash, PREV_OF_FIRST};

use super::Rules;
use super::node::Node;

/// Subjects that commands are about.
const SUBJECTS: u64 = 3;
/// The most records that a stream loses at once.
const LOST_MAX: u64 = 4;
/// Mail on its way. Past it, nothing new is decided.
pub(super) const MAIL_MAX: usize = 60;

/// What must never happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The stream has another record where one was acknowledged.
    Replaced { place: u64 },
    /// Two records were acknowledged at one place.
    TwoAcknowledged { place: u64 },
    /// A record that was acknowledged is in fewer ledgers than it must be.
    Lost { place: u64 },
    /// Once all is well and heard, ledgers that go on are not the same.
    Differ { place: u64 },
}

/// A record. Its leaf is made of its id and the leaf before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) id: u64,
    pub(super) subject: u64,
    pub(super) leaf: Hash,
}

/// A record with what its sender expects of the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Publication {
    pub(super) record: Record,
    pub(super) place: u64,
    /// Last place of the same subject.
    pub(super) subject_last: u64,
    pub(super) prev: Hash,
}

/// What is on its way. Nodes are told apart by `to`; answers that a node did
/// not wait for since its last change of mind carry an old `epoch`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mail {
    Publish {
        from: usize,
        epoch: u64,
        what: Publication,
    },
    Stored {
        to: usize,
        epoch: u64,
        place: u64,
        ok: bool,
    },
    End {
        to: usize,
        epoch: u64,
        last: u64,
        leaf: Hash,
    },
    Deliver {
        to: usize,
        place: u64,
        record: Record,
    },
    Report {
        to: usize,
        from: usize,
        place: u64,
        leaf: Hash,
    },
    HeadWanted {
        to: usize,
        from: usize,
        epoch: u64,
    },
    Head {
        to: usize,
        epoch: u64,
        from: usize,
        place: u64,
        leaf: Hash,
        counts: bool,
    },
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) losses: u64,
    pub(super) take_overs: u64,
    pub(super) mended: u64,
    pub(super) emptied: u64,
}

pub(super) struct World {
    pub(super) rules: Rules,
    pub(super) stream: Vec<Record>,
    pub(super) nodes: Vec<Node>,
    pub(super) mail: Vec<Mail>,
    /// The record that was acknowledged at each place.
    acknowledged: Vec<u64>,
    pub(super) counts: Counts,
    chance: u64,
    ids: u64,
}

pub(super) fn leaf_after(prev: &Hash, id: u64) -> Hash {
    let mut leaf = PREV_OF_FIRST;
    let mut word = [0; 8];
    word.copy_from_slice(&prev[..8]);
    let mixed = (u64::from_le_bytes(word) ^ id).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    leaf[..8].copy_from_slice(&(mixed ^ (mixed >> 31) ^ id).to_le_bytes());
    leaf[8] = 1;
    leaf
}

pub(super) fn leaf_at(records: &[Record], place: u64) -> Hash {
    match place {
        0 => PREV_OF_FIRST,
        place => records[usize::try_from(place).unwrap() - 1].leaf,
    }
}

impl World {
    pub(super) fn new(rules: Rules, seed: u64) -> Self {
        let nodes = (0..rules.ledgers).map(|node| Node::new(&rules, node));
        Self {
            rules,
            stream: Vec::new(),
            nodes: nodes.collect(),
            mail: Vec::new(),
            acknowledged: Vec::new(),
            counts: Counts::default(),
            chance: seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1,
            ids: 0,
        }
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        // Splitmix64.
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.chance;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    pub(super) fn acknowledged(&self) -> u64 {
        self.acknowledged.len() as u64
    }

    pub(super) fn stopped(&self) -> u64 {
        self.nodes.iter().filter(|node| node.stopped).count() as u64
    }

    pub(super) fn new_record(&mut self, prev: &Hash) -> Record {
        self.ids += 1;
        let (id, subject) = (self.ids, self.below(SUBJECTS));
        Record {
            id,
            subject,
            leaf: leaf_after(prev, id),
        }
    }

    /// Has so many things happen, then makes all well and looks at the end.
    pub(super) fn run(&mut self, steps: u64) -> Result<(), Fault> {
        for _ in 0..steps {
            self.step()?;
        }
        self.settle()
    }

    fn step(&mut self) -> Result<(), Fault> {
        let all = self.nodes.len() as u64;
        let node = usize::try_from(self.below(all)).unwrap();
        match self.below(1000) {
            0..600 => self.pass_mail(),
            600..720 => self.follow(node),
            720..820 => self.decide(node),
            820..860 => self.report(node),
            860..955 => self.go_on(node),
            955..960 => self.take_over(node),
            960..970 if !self.nodes.iter().any(Node::writes) => self.take_over(node),
            960..970 => Ok(()),
            970..974 => self.crash(node),
            974..980 => self.pause(node),
            980..996 => {
                // Paused, it heard nothing, and now all that waited.
                self.nodes[node].paused = false;
                self.restart(node)
            }
            996..999 => {
                self.lose();
                Ok(())
            }
            _ => self.empty(node),
        }
    }

    /// One piece of mail arrives, sooner or later than what was sent before it,
    /// perhaps not the last time, perhaps never.
    fn pass_mail(&mut self) -> Result<(), Fault> {
        let waiting = self.mail.len() as u64;
        if waiting == 0 {
            return Ok(());
        }
        // Mostly in order, for progress.
        let among = match self.below(3) {
            0 => waiting,
            _ => waiting.min(3),
        };
        let chosen = usize::try_from(self.below(among)).unwrap();
        let mail = match self.below(20) {
            0 if waiting < MAIL_MAX as u64 => self.mail[chosen],
            1 => {
                self.mail.remove(chosen);
                return Ok(());
            }
            _ => self.mail.remove(chosen),
        };
        self.arrive(mail)
    }

    fn arrive(&mut self, mail: Mail) -> Result<(), Fault> {
        match mail {
            Mail::Publish { from, epoch, what } => self.store(from, epoch, &what),
            Mail::Stored { to, .. }
            | Mail::End { to, .. }
            | Mail::Deliver { to, .. }
            | Mail::Report { to, .. }
            | Mail::HeadWanted { to, .. }
            | Mail::Head { to, .. } => {
                if self.nodes[to].paused {
                    self.mail.push(mail);
                    return Ok(());
                }
                if !self.nodes[to].runs() {
                    return Ok(());
                }
                self.hear(to, mail)
            }
        }
    }

    /// The stream takes a record or refuses it.
    fn store(&mut self, from: usize, epoch: u64, what: &Publication) -> Result<(), Fault> {
        let last = self.stream.len() as u64;
        let ok = if self.rules.whole_stream {
            what.place == last + 1 && what.prev == leaf_at(&self.stream, last)
        } else {
            what.subject_last == subject_last(&self.stream, what.record.subject)
        };
        let mut place = what.place;
        if ok {
            place = last + 1;
            self.stream.push(what.record);
            let known = usize::try_from(last).unwrap();
            if self
                .acknowledged
                .get(known)
                .is_some_and(|id| *id != what.record.id)
            {
                self.fault(Fault::Replaced { place })?;
            }
        }
        self.mail.push(Mail::Stored {
            to: from,
            epoch,
            place,
            ok: ok && place == what.place,
        });
        Ok(())
    }

    /// A server is put back to an older copy of the stream.
    fn lose(&mut self) {
        let lost = 1 + self.below(LOST_MAX);
        let kept = (self.stream.len() as u64).saturating_sub(lost);
        self.stream.truncate(usize::try_from(kept).unwrap());
        self.counts.losses += 1;
        if self.rules.mail_outlives_loss {
            return;
        }
        self.mail.retain(|mail| {
            !matches!(
                mail,
                Mail::Publish { .. }
                    | Mail::Stored { .. }
                    | Mail::End { .. }
                    | Mail::Deliver { .. }
            )
        });
        // Every connection breaks, so every writer looks again.
        self.nodes.iter_mut().for_each(Node::look_again);
    }

    /// A ledger's node says that enough ledgers have what is at a place.
    pub(super) fn acknowledge(&mut self, place: u64, id: u64) -> Result<(), Fault> {
        let at = usize::try_from(place).unwrap() - 1;
        if let Some(known) = self.acknowledged.get(at) {
            if *known != id {
                return Err(Fault::TwoAcknowledged { place });
            }
            return Ok(());
        }
        self.acknowledged.push(id);
        if self.stream.get(at).is_some_and(|record| record.id != id) {
            self.fault(Fault::Replaced { place })?;
        }
        Ok(())
    }

    /// Where old mail may arrive after a loss the stream itself may go another
    /// way than what was acknowledged. Then nodes stop, and no more is promised
    /// than that the ledgers keep it.
    fn fault(&self, fault: Fault) -> Result<(), Fault> {
        if self.rules.mail_outlives_loss {
            Ok(())
        } else {
            Err(fault)
        }
    }

    /// All nodes run and hear everything; then what goes on is the same, and
    /// what was acknowledged is there.
    fn settle(&mut self) -> Result<(), Fault> {
        for round in 0..40 {
            for node in 0..self.nodes.len() {
                self.nodes[node].paused = false;
                if round % 10 == 0 {
                    self.restart(node)?;
                }
                self.report(node)?;
                self.follow(node)?;
                self.go_on(node)?;
                if round % 10 == 9 && node == round / 10 % self.nodes.len() {
                    self.take_over(node)?;
                }
            }
            let mut most = 1000;
            while !self.mail.is_empty() && most > 0 {
                let mail = self.mail.remove(0);
                self.arrive(mail)?;
                most -= 1;
            }
        }
        for (at, id) in self.acknowledged.iter().enumerate() {
            let place = at as u64 + 1;
            let has = |node: &&Node| node.ledger.get(at).is_some_and(|known| known.id == *id);
            if self.nodes.iter().filter(has).count() < self.rules.acknowledge {
                return Err(Fault::Lost { place });
            }
        }
        let mut first: BTreeMap<usize, u64> = BTreeMap::new();
        for node in self.nodes.iter().filter(|node| !node.stopped) {
            for (at, record) in node.ledger.iter().enumerate() {
                if *first.entry(at).or_insert(record.id) != record.id {
                    let place = at as u64 + 1;
                    self.fault(Fault::Differ { place })?;
                }
            }
        }
        Ok(())
    }
}

pub(super) fn subject_last(records: &[Record], subject: u64) -> u64 {
    let last = records.iter().rposition(|record| record.subject == subject);
    last.map_or(0, |at| at as u64 + 1)
}
