//! Taking the writer's place: the end of the stream, the ends of ledgers, what
//! is missing put back.

use std::convert::Infallible;

use quarterday_proto::exchange::Report;

use super::super::heads;
use super::node::{Node, State};
use super::world::{Fault, Mail, Publication, Record, World, leaf_after, leaf_at, subject_last};

impl World {
    /// It begins to take the writer's place, whoever else may have it.
    pub(super) fn take_over(&mut self, node: usize) -> Result<(), Fault> {
        if !self.nodes[node].acts() {
            return Ok(());
        }
        let last = self.stream.len() as u64;
        let leaf = leaf_at(&self.stream, last);
        let one = &mut self.nodes[node];
        one.look_again();
        one.state = State::Reading;
        let epoch = one.epoch;
        self.mail.push(Mail::End {
            to: node,
            epoch,
            last,
            leaf,
        });
        Ok(())
    }

    /// It does what it waited to be able to do.
    pub(super) fn go_on(&mut self, node: usize) -> Result<(), Fault> {
        if !self.nodes[node].acts() {
            return Ok(());
        }
        let rules = self.rules;
        let stored = self.nodes[node].stored();
        let confirmed = self.nodes[node].confirmed;
        match self.nodes[node].state {
            State::CatchingUp(last) if stored >= last => {
                let one = &mut self.nodes[node];
                let (place, leaf) = one.head();
                let own = Report {
                    node: one.settings.node.clone(),
                    place,
                    leaf,
                    counts: *one.counts.borrow(),
                };
                one.state = State::Hearing(last, vec![own]);
                let epoch = one.epoch;
                for to in (0..self.nodes.len()).filter(|to| *to != node) {
                    self.mail.push(Mail::HeadWanted {
                        to,
                        from: node,
                        epoch,
                    });
                }
                self.judge(node)
            }
            State::Hearing(..) => self.judge(node),
            State::Confirming(last) if confirmed >= last => {
                let one = &mut self.nodes[node];
                let known = one.ledger[..usize::try_from(last).unwrap()].to_vec();
                one.state = State::Writing(known, last);
                self.counts.take_overs += 1;
                if !rules.confirms_after_restart {
                    // Commands sent again are answered from what is there.
                    for place in 1..=last {
                        let id = self.nodes[node].ledger[usize::try_from(place).unwrap() - 1].id;
                        self.acknowledge(place, id)?;
                    }
                }
                Ok(())
            }
            State::Healing => self.take_over(node),
            _ => Ok(()),
        }
    }

    /// It decides on the ends of ledgers that it heard.
    fn judge(&mut self, node: usize) -> Result<(), Fault> {
        let rules = self.rules;
        let one = &self.nodes[node];
        let State::Hearing(last, heads) = &one.state else {
            return Ok(());
        };
        let needed = if rules.hears_heads {
            one.settings.heads_needed()
        } else {
            1
        };
        let mut heads = heads.clone();
        heads.retain(|head| head.counts);
        if heads.len() < needed {
            return Ok(());
        }
        let (last, stored) = (*last, one.stored());
        let Ok(longest) = heads::longest(&heads, stored, |place| {
            Ok::<_, Infallible>(leaf_at(&one.ledger, place))
        });
        let longest = match longest {
            Ok(longest) => longest.expect("some were heard").clone(),
            Err(_) if rules.whole_stream => return self.differs(node),
            Err(_) => return Ok(()),
        };
        if longest.place <= last && stored <= last {
            self.nodes[node].state = State::Confirming(last);
            return Ok(());
        }
        let mut all = one.ledger.clone();
        if longest.place > stored {
            let other = self.index_of(&longest);
            if !self.nodes[other].runs() {
                self.nodes[node].look_again();
                return Ok(());
            }
            let theirs = &self.nodes[other].ledger;
            let from = usize::try_from(stored).unwrap();
            let to = usize::try_from(longest.place).unwrap().min(theirs.len());
            all.extend(theirs.get(from..to).unwrap_or_default());
            let leaves: Vec<_> = all[from..].iter().map(|record| record.leaf).collect();
            let joins = all
                .get(from)
                .is_none_or(|next| leaf_after(&leaf_at(&all, stored), next.id) == next.leaf);
            let same = heads::same(&heads, stored + 1, &leaves).is_ok();
            if rules.whole_stream && (!joins || !same) {
                // One of them is wrong; it cannot tell which, and waits.
                self.nodes[node].look_again();
                return Ok(());
            }
        }
        let epoch = self.nodes[node].epoch;
        for place in last + 1..=all.len() as u64 {
            self.publish(node, epoch, &all, place);
        }
        self.nodes[node].state = State::Healing;
        Ok(())
    }

    fn index_of(&self, report: &Report) -> usize {
        let named = |node: &Node| node.settings.node == report.node;
        self.nodes.iter().position(named).unwrap()
    }

    pub(super) fn publish(&mut self, from: usize, epoch: u64, all: &[Record], place: u64) {
        let at = usize::try_from(place).unwrap() - 1;
        let record = all[at];
        let what = Publication {
            record,
            place,
            subject_last: subject_last(&all[..at], record.subject),
            prev: leaf_at(all, place - 1),
        };
        self.mail.push(Mail::Publish { from, epoch, what });
    }
}
