//! One digest: claimed, written, handed over, recorded.

use std::sync::Arc;

use futures_util::StreamExt as _;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use quarterday_bus::Error;
use quarterday_domain::reminders::{Due, dead_address, still_asked};
use quarterday_domain::{Code, Digest};
use quarterday_proto::command::{
    ClaimDigest, Command, DropDigest, Envelope, RecordDigestFailed, RecordDigestSent,
};
use quarterday_proto::digest::{Claim, DropReason, Transport};
use quarterday_proto::id::{CommandId, DigestId, PersonId, ReportId};

use super::links::Links;
use super::page::page;
use super::report_page::{report_of, sign_off};
use super::{
    Council, Inner, LATE_DAYS, LEASE_MINUTES, REWRITES_MAX, Reminders, SENDS_MAX, Ticked, template,
};
use crate::mail::{Check, Mailbox, Message, MessageId, Outcome, Stage, Thread};

/// The actor of what schedulers do.
const ACTOR: &str = "system";

/// A digest to be sent.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) due: Due,
    pub(super) day: jiff::civil::Date,
    /// Place of what it is about, where it goes out at once.
    pub(super) about: Option<u64>,
}

impl Wanted {
    fn digest(&self) -> DigestId {
        let Due {
            person, schedules, ..
        } = &self.due;
        DigestId::of(*person, &schedules[0], self.day, self.about)
    }
}

/// What came of trying to claim.
enum Claimed {
    Mine(Box<Letter>),
    /// Another has it, or nobody is to have it.
    Settled,
    /// It may be tried again later.
    Later,
}

/// What was claimed, and is to be handed over.
struct Letter {
    digest: DigestId,
    attempt: u32,
    message: Message,
}

impl Reminders {
    /// Sends what is wanted, some at the same time. Whether all of it is
    /// settled: claimed by someone, or not to be claimed.
    pub(super) async fn send_all(
        &self,
        council: &Council,
        wanted: Vec<Wanted>,
        ticked: &mut Ticked,
    ) -> bool {
        let sending = wanted.into_iter().map(|one| {
            let (inner, council) = (self.inner.clone(), council.clone());
            async move { inner.send(&council, one).await }
        });
        let mut results = futures_util::stream::iter(sending).buffer_unordered(SENDS_MAX);
        let mut settled = true;
        while let Some((one, is_settled)) = results.next().await {
            ticked.add(one);
            settled &= is_settled;
        }
        settled
    }

    /// Takes up digests that failed, or whose scheduler did not say what became
    /// of them.
    pub(super) async fn take_up(&self, council: &Council, now: Timestamp, ticked: &mut Ticked) {
        let mut again = Vec::new();
        let mut give_up = Vec::new();
        {
            let state = council.view.state();
            if quarterday_domain::reminders::quiet_until(&state, now).is_some() {
                return;
            }
            let today = state.day_of(now);
            let free = |digest: &&Arc<Digest>| digest.free_at().is_some_and(|at| at <= now);
            for digest in state.reminders().open().filter(free) {
                let claim = &digest.claim;
                let mut items = claim.items.clone();
                items.retain(|asked| still_asked(&state, asked, claim.person, today));
                let age = now.duration_since(digest.first_claimed);
                let reason = if items.is_empty() {
                    Some(DropReason::Done)
                } else if dead_address(&state, claim.person).is_some() {
                    Some(DropReason::Unreachable)
                } else if age > SignedDuration::from_hours(24 * LATE_DAYS) {
                    Some(DropReason::Late)
                } else {
                    None
                };
                match reason {
                    Some(reason) => give_up.push((digest.id, reason)),
                    None => again.push(Wanted {
                        due: Due {
                            person: claim.person,
                            schedules: claim.schedules.clone(),
                            items,
                        },
                        day: claim.day,
                        about: claim.about,
                    }),
                }
            }
        }
        for (digest, reason) in give_up {
            if self.inner.give_up(council, digest, reason).await {
                ticked.dropped += 1;
            }
        }
        self.send_all(council, again, ticked).await;
    }
}

impl Inner {
    async fn send(&self, council: &Council, wanted: Wanted) -> (Ticked, bool) {
        let mut ticked = Ticked::default();
        let letter = match self.claim(council, wanted, &mut ticked).await {
            Claimed::Mine(letter) => letter,
            Claimed::Settled => return (ticked, true),
            Claimed::Later => return (ticked, false),
        };
        ticked.claimed += 1;
        let gate = self.gate(council, &letter);
        let Letter {
            digest,
            attempt,
            message,
        } = *letter;
        let outcome = self.post.hand_over(&council.id, message, gate).await;
        self.record(council, digest, attempt, outcome, &mut ticked)
            .await;
        (ticked, true)
    }

    /// Claims a digest, written anew as long as something of it is done
    /// meanwhile.
    async fn claim(&self, council: &Council, mut wanted: Wanted, ticked: &mut Ticked) -> Claimed {
        for _ in 0..REWRITES_MAX {
            let Some((command, message)) = self.write(council, &wanted, ticked) else {
                return Claimed::Later;
            };
            let digest = wanted.digest();
            let answer = council.log.append(command).await;
            let code = match answer {
                Ok(_) => {
                    let state = council.view.state();
                    let Some(found) = state.reminders().digest(digest) else {
                        return Claimed::Later;
                    };
                    if found.attempt > 1 && found.repeats > 0 {
                        ticked.repeated += 1;
                    }
                    return Claimed::Mine(Box::new(Letter {
                        digest,
                        attempt: found.attempt,
                        message,
                    }));
                }
                Err(Error::Rejected(rejection)) => rejection.code,
                Err(error) => {
                    ticked.faults.push(format!("claiming {digest}: {error}"));
                    return Claimed::Later;
                }
            };
            if code == Code::DigestStale.code() {
                let state = council.view.state();
                let today = state.day_of((self.surroundings.now)());
                let person = wanted.due.person;
                wanted
                    .due
                    .items
                    .retain(|asked| still_asked(&state, asked, person, today));
                if wanted.due.items.is_empty() {
                    return Claimed::Settled;
                }
                continue;
            }
            if code == Code::DailyCap.code() {
                ticked.capped += 1;
                return Claimed::Settled;
            }
            if code == Code::QuietHours.code() {
                return Claimed::Later;
            }
            if code == Code::DigestAttempts.code() {
                self.give_up(council, digest, DropReason::Attempts).await;
                ticked.dropped += 1;
                return Claimed::Settled;
            }
            let settled = [
                Code::DigestClaimed,
                Code::DigestFinished,
                Code::NothingAsked,
                Code::AddressBounced,
            ];
            if !settled.iter().any(|known| known.code() == code) {
                ticked.faults.push(format!("claiming {digest}: {code}"));
            }
            return Claimed::Settled;
        }
        Claimed::Later
    }

    /// The mail of a digest and the command that claims it.
    fn write(
        &self,
        council: &Council,
        wanted: &Wanted,
        ticked: &mut Ticked,
    ) -> Option<(Envelope, Message)> {
        let now = (self.surroundings.now)();
        let id: CommandId = (self.surroundings.new_id)().parse().ok()?;
        let Due {
            person,
            schedules,
            items,
        } = wanted.due.clone();
        let mut links = Links::new(council.id.clone(), id.clone(), &self.surroundings, now)?;
        let (matter, email, report) = {
            let state = council.view.state();
            let today = state.day_of(now);
            let email = state.person_by_id(person)?.details.email.clone();
            let name = template::named(&state, &schedules);
            let alone = match (&wanted.about, &items[..]) {
                (Some(_), [asked]) if template::is_of_report(name) => {
                    sign_off(&state, person, asked, &mut links, today)
                }
                _ => None,
            };
            let report = report_of(&items);
            let matter = match alone {
                Some(matter) => matter,
                None => {
                    let digest = page(&state, person, &items, &mut links, today)?;
                    template::worded(name, &items, digest)
                }
            };
            (matter, email, report)
        };
        let written = match self.post.write(&council.id, &matter) {
            Ok(written) => written,
            Err(error) => {
                ticked.faults.push(format!("the template: {error}"));
                return None;
            }
        };
        let digest = wanted.digest();
        let known = {
            let state = council.view.state();
            let digest = state.reminders().digest(digest);
            digest.and_then(|digest| MessageId::read(&digest.claim.message_id))
        };
        // A changed sender makes no other mail of one that was begun.
        let message_id = known.unwrap_or_else(|| self.post.message_id(&council.id, digest));
        let message = Message {
            to: Mailbox::bare(match email.parse() {
                Ok(address) => address,
                Err(error) => {
                    ticked.faults.push(format!("an address: {error}"));
                    return None;
                }
            }),
            content: written.content,
            message_id,
            thread: report.map(|report| self.thread(council, report, person, digest)),
            date: now,
        };
        let claim = Claim {
            person,
            day: wanted.day,
            schedules,
            items,
            about: wanted.about,
            node: self.node.clone(),
            lease_until: now.checked_add(LEASE_MINUTES.minutes()).ok()?,
            template: written.template,
            content_hash: message.content.hash().to_string(),
            message_id: message.message_id.as_str().to_owned(),
        };
        let links = links.offered;
        let command = Command::ClaimDigest(ClaimDigest { claim, links });
        Some((envelope(id, command), message))
    }

    /// The conversation about a report: its root, and the last mail about it to
    /// the same person.
    fn thread(
        &self,
        council: &Council,
        report: ReportId,
        person: PersonId,
        digest: DigestId,
    ) -> Thread {
        let state = council.view.state();
        let earlier = state
            .reminders()
            .digests_of(person)
            .filter(|one| one.id != digest && report_of(&one.claim.items) == Some(report));
        let last = earlier.max_by_key(|one| one.first_claimed);
        Thread {
            root: self.post.thread_root(&council.id, report),
            previous: last.and_then(|one| MessageId::read(&one.claim.message_id)),
        }
    }

    /// Lets a mail through as long as the claim is ours and lasts until the
    /// outcome is known, and nothing of what it asks for is done.
    fn gate(&self, council: &Council, letter: &Letter) -> super::Gate {
        let view = council.view.clone();
        let now = self.surroundings.now.clone();
        let (id, attempt) = (letter.digest, letter.attempt);
        let longest = SignedDuration::try_from(self.post.longest_after_gate());
        Box::new(move || {
            let stop = |why: &str| Check::Stop {
                why: why.to_owned(),
            };
            let now = now();
            let state = view.state();
            let today = state.day_of(now);
            let Some(digest) = state.reminders().digest(id) else {
                return stop("the digest is not known any more");
            };
            if digest.attempt != attempt || digest.is_final() {
                return stop("another has taken it up");
            }
            let until = longest
                .ok()
                .and_then(|longest| now.checked_add(longest).ok());
            if until.is_none_or(|until| until >= digest.claim.lease_until) {
                return stop("the lease could end before the outcome is known");
            }
            let claim = &digest.claim;
            let still = |asked| still_asked(&state, asked, claim.person, today);
            if claim.items.iter().all(still) {
                Check::Go
            } else {
                stop("some of what it asks for is done")
            }
        })
    }

    async fn record(
        &self,
        council: &Council,
        digest: DigestId,
        attempt: u32,
        outcome: Outcome,
        ticked: &mut Ticked,
    ) {
        let sent = |transport, response| {
            Command::RecordDigestSent(RecordDigestSent {
                digest,
                attempt,
                transport,
                response,
            })
        };
        let now = (self.surroundings.now)();
        let wait = self.post.retry().wait(attempt, digest.as_u64());
        let again = wait.and_then(|wait| now.checked_add(wait).ok());
        let failed = |unknown, permanent, address_refused, error, retry_at| {
            Command::RecordDigestFailed(RecordDigestFailed {
                digest,
                attempt,
                permanent,
                unknown,
                address_refused,
                error,
                retry_at,
            })
        };
        let is_sent = matches!(outcome, Outcome::Accepted { .. } | Outcome::Kept { .. });
        let command = match outcome {
            Outcome::Accepted { response } => sent(Transport::Smtp, response),
            Outcome::Kept { file } => {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                sent(Transport::Kept, name.into_owned())
            }
            Outcome::Refused(refusal) => {
                let of_address = refusal.permanent && refusal.stage == Stage::Recipient;
                let permanent = refusal.permanent || again.is_none();
                failed(false, permanent, of_address, refusal.to_string(), again)
            }
            Outcome::Unknown { why } => failed(true, again.is_none(), false, why, again),
            // At once again: with what is left, or given up as done.
            Outcome::Stopped { why } => failed(false, false, false, why, Some(now)),
        };
        match self.append(council, command).await {
            Ok(()) if is_sent => ticked.sent += 1,
            Ok(()) => ticked.failed += 1,
            Err(error) => ticked.faults.push(format!("recording {digest}: {error}")),
        }
    }

    async fn give_up(&self, council: &Council, digest: DigestId, reason: DropReason) -> bool {
        let command = Command::DropDigest(DropDigest { digest, reason });
        self.append(council, command).await.is_ok()
    }

    pub(super) async fn append(&self, council: &Council, command: Command) -> Result<(), Error> {
        let id = (self.surroundings.new_id)();
        let id: CommandId = id.parse().expect("the surroundings make ids of commands");
        council.log.append(envelope(id, command)).await.map(drop)
    }
}

fn envelope(id: CommandId, command: Command) -> Envelope {
    Envelope {
        id,
        actor: ACTOR.parse().expect("the word is an actor id"),
        known_at: None,
        cause: None,
        session: None,
        command,
    }
}
