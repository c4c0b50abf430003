//! Links that do what a mail asks for: once, for their addressee, until their
//! end.

use std::sync::Arc;

use quarterday_proto::answer::{Rejection, RowFault};
use quarterday_proto::command::{Answer, LinkAct, ReturnReport, SignOff, UseLink};
use quarterday_proto::digest::{Asked, Purpose, Thing};
use quarterday_proto::event::{Event, ItemObserved, LinkUsed};
use quarterday_proto::id::{ItemId, LinkId};
use quarterday_proto::item::Observation;
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::{Case, Decided, clearance, counted, observe};
use crate::calendar::in_words;
use crate::rejection::{Code, reject};
use crate::reminders::{is_theirs, is_undone, still_asked};
use crate::state::{Link, State};

impl State {
    /// A link that can still be used at a time, by its addressee.
    ///
    /// # Errors
    /// `QD0085` to `QD0088`, or `QD0096`, each saying why it cannot.
    pub fn usable_link(&self, id: LinkId, now: jiff::Timestamp) -> Result<&Arc<Link>, Rejection> {
        let link = self.reminders().link(id).ok_or_else(|| {
            reject(
                Code::UnknownLink,
                "this link is not known, or ended long ago: the mail that you got last has one \
                 that is",
            )
        })?;
        if let Some((_, at)) = link.used {
            let on = in_words(self.day_of(at));
            return Err(reject(
                Code::LinkUsed,
                match link.issued.purpose {
                    Purpose::SignOff => format!(
                        "this link was used on {on}: the report was signed or returned by it. If \
                         it is asked for again, another mail has another link"
                    ),
                    Purpose::Answers => format!(
                        "this link was used on {on}: what it asked for is done. To change an \
                         answer, ask the performance team"
                    ),
                },
            ));
        }
        let asked = self.asked_by(link);
        let person = self.person_by_id(link.person);
        let today = self.day_of(now);
        let has_left = person
            .and_then(|person| person.details.to)
            .is_some_and(|last| last < today);
        if person.is_none() || has_left {
            return Err(reject(
                Code::LinkNotYours,
                "this link was sent to someone who no longer holds the post: whoever holds it \
                 now gets one of their own",
            ));
        }
        if let Some(over) = self.sign_off_over(link, today) {
            return Err(over);
        }
        // What a mail asked for is forgotten before its links are.
        let is_known = !asked.is_empty();
        if is_known && asked.iter().all(|asked| self.is_closed(asked, now)) {
            return Err(reject(
                Code::LinkExpired,
                "this link has ended: what it asked for is closed. The performance team can still \
                 take a correction",
            ));
        }
        if is_known && !asked.iter().any(|asked| self.is_theirs(asked, link, now)) {
            return Err(reject(
                Code::LinkNotYours,
                "what this link asked for is another's by now, who gets a link of their own",
            ));
        }
        if now >= link.issued.expires || !is_known {
            let on = in_words(self.day_of(link.issued.expires));
            let is_open = asked
                .iter()
                .any(|asked| is_undone(self, &asked.thing, today));
            let ended = format!("this link ended on {on}, as links do some time after their mail");
            let left = match (link.issued.purpose, is_known) {
                // That it was given would have been said above.
                (Purpose::SignOff, _) => {
                    "The sign-off still waits for you: sign in to give it, or use a newer mail"
                }
                (Purpose::Answers, true) if is_open => {
                    "What it asked for is still to be done: sign in to do it, or use a newer mail"
                }
                (Purpose::Answers, true) => "What it asked for is done",
                (Purpose::Answers, false) => "Sign in to see what is asked of you now",
            };
            return Err(reject(Code::LinkExpired, format!("{ended}. {left}")));
        }
        if let Some(rests) = self.resting(link, &asked, today) {
            return Err(rests);
        }
        Ok(link)
    }

    /// What a link is for, of what its mail asked for.
    pub fn asked_by(&self, link: &Link) -> Vec<&Asked> {
        let digest = self.reminders().digest(link.digest);
        let items = digest.map_or(&[][..], |digest| &digest.claim.items);
        let about = link.issued.about.as_ref();
        let is_for = |asked: &&Asked| match about {
            Some(about) => asked.thing == *about,
            None => asked.thing.since().is_none(),
        };
        items.iter().filter(is_for).collect()
    }

    fn is_closed(&self, asked: &Asked, now: jiff::Timestamp) -> bool {
        match &asked.thing {
            Thing::Answer { plan, quarter, .. } => {
                let plan = self.plan_by_id(*plan);
                let record = plan.and_then(|plan| plan.quarters.get(quarter));
                record.is_none_or(|record| record.state != QuarterState::Open)
            }
            Thing::Completion { plan, .. } => self
                .plan_by_id(*plan)
                .is_none_or(|plan| plan.closed_at.is_some()),
            Thing::SignOff { .. } | Thing::Revision { .. } | Thing::Publication { .. } => {
                !is_undone(self, &asked.thing, self.day_of(now))
            }
        }
    }

    fn is_theirs(&self, asked: &Asked, link: &Link, now: jiff::Timestamp) -> bool {
        let of = asked.of.unwrap_or(link.person);
        is_theirs(self, &asked.thing, of, self.day_of(now))
    }
}

pub(super) fn follow(case: &Case<'_>, command: &UseLink) -> Result<Decided, Rejection> {
    let link = case.state.usable_link(command.link, case.now)?;
    if case.actor.as_str() != format!("person.{}", link.person) {
        return Err(reject(
            Code::LinkNotYours,
            "this link was sent to another person: open the one in your own mail",
        ));
    }
    let used = Event::LinkUsed(LinkUsed {
        link: command.link,
        person: link.person,
        digest: link.digest,
    });
    match &command.act {
        LinkAct::Answer { answers } => {
            if link.issued.purpose != Purpose::Answers {
                return Err(for_other("this link does not take answers".to_owned()));
            }
            let mut events = answer(case, link, answers)?;
            let notes = vec![format!(
                "{} recorded",
                counted(events.len(), "answer", "answers")
            )];
            events.push(used);
            Ok(Decided { events, notes })
        }
        LinkAct::SignOff { content_hash, note } => {
            let (report, role) = to_sign(case, link)?;
            let mut decided = clearance::sign_off(
                case,
                &SignOff {
                    report,
                    role,
                    by: address(case, link),
                    content_hash: content_hash.clone(),
                    note: note.clone(),
                },
            )?;
            decided.events.push(used);
            Ok(decided)
        }
        LinkAct::Return { reason } => {
            let (report, role) = to_sign(case, link)?;
            let mut decided = clearance::return_report(
                case,
                &ReturnReport {
                    report,
                    role,
                    by: address(case, link),
                    reason: reason.clone(),
                },
            )?;
            decided.events.push(used);
            Ok(decided)
        }
    }
}

/// The report and the role that a link is to sign for.
fn to_sign(case: &Case<'_>, link: &Link) -> Result<(String, String), Rejection> {
    let Some(Thing::SignOff {
        report,
        role,
        body: None,
        ..
    }) = &link.issued.about
    else {
        return Err(for_other("this link signs no report".to_owned()));
    };
    let found = case.state.report_by_id(*report);
    let found = found.ok_or_else(|| for_other("its report is not known".to_owned()))?;
    Ok((found.details.reference.clone(), role.clone()))
}

fn address(case: &Case<'_>, link: &Link) -> String {
    let person = case.state.person_by_id(link.person);
    person.map_or_else(String::new, |person| person.details.email.clone())
}

fn for_other(detail: String) -> Rejection {
    reject(Code::LinkForOther, detail)
}

/// The answers to all that a link still asks for: every one of them is right,
/// or nothing is stored and every fault is said.
fn answer(case: &Case<'_>, link: &Link, answers: &[Answer]) -> Result<Vec<Event>, Rejection> {
    let asked = case.state.asked_by(link);
    let mut events = Vec::new();
    let mut faults = Vec::new();
    let mut answered = Vec::new();
    for (answer, row) in answers.iter().zip(1..) {
        match one(case, link, &asked, answer) {
            Ok((asked, event)) => {
                answered.push(&asked.thing);
                events.push(event);
            }
            Err(rejection) => faults.push(RowFault {
                sheet: "answers".to_owned(),
                row: Some(row),
                column: Some(answer.reference.clone()),
                code: rejection.name,
                found: rejection.code,
                expected: rejection.detail,
            }),
        }
    }
    if !faults.is_empty() {
        let mut rejection = reject(
            Code::ImportFaults,
            format!(
                "nothing was stored: {} to be put right",
                counted(faults.len(), "answer is", "answers are")
            ),
        );
        rejection.faults = faults;
        return Err(rejection);
    }
    let missing: Vec<&str> = asked
        .iter()
        .filter(|asked| !answered.contains(&&asked.thing))
        .filter(|asked| still_asked(case.state, asked, link.person, case.today))
        .filter_map(|asked| match &asked.thing {
            Thing::Answer { item, .. } => Some(*item),
            // Where the item's answer says how it stands, that will do.
            Thing::Completion { item, .. } if !answered.iter().any(|it| is_of(it, *item)) => {
                Some(*item)
            }
            _ => None,
        })
        .filter_map(|item| Some(case.state.item_by_id(item)?.reference()))
        .collect();
    if missing.is_empty() && !events.is_empty() {
        return Ok(events);
    }
    if missing.is_empty() {
        return Err(reject(
            Code::AnswersMissing,
            "all that the link asks for is answered already, and no other answer was sent",
        ));
    }
    Err(reject(
        Code::AnswersMissing,
        format!(
            "the link is used up by its answers, so all that it asks for are given at once; \
             missing: {}",
            missing.join(", ")
        ),
    ))
}

/// One answer: what it answers, and its event.
fn one<'a>(
    case: &Case<'_>,
    link: &Link,
    asked: &[&'a Asked],
    answer: &Answer,
) -> Result<(&'a Asked, Event), Rejection> {
    let plan = case.state.plan(&answer.plan)?;
    let item = case.state.item(plan, &answer.reference)?;
    let name = || format!("item `{}` of plan `{}`", answer.reference, answer.plan);
    let as_at = answer.observation.as_at;
    let of_item = asked.iter().filter(|asked| is_of(&asked.thing, item.id));
    let of_item: Vec<&Asked> = of_item.copied().collect();
    let found = asked_at(&of_item, &answer.observation);
    let (Some(asked), Some(quarter)) = (found, Quarter::of(as_at)) else {
        let quarters = of_item.iter().any(|asked| quarter_of(asked).is_some());
        return Err(for_other(match (of_item.is_empty(), quarters) {
            (true, _) => format!("the link does not ask for {}", name()),
            (false, true) => format!(
                "{as_at} is not in the quarter that {} is asked for, and it is not said when it \
                 was completed after that",
                name()
            ),
            (false, false) => format!(
                "it is asked whether {} is completed: say on which day, or whether it is on track",
                name()
            ),
        }));
    };
    let record = plan.quarters.get(&quarter);
    let is_open = record.map(|record| record.state == QuarterState::Open);
    // A completion may be of a quarter that is not asked for yet.
    if !is_open.unwrap_or(quarter_of(asked) != Some(quarter)) {
        return Err(reject(
            Code::LinkExpired,
            format!("{quarter} of plan `{}` is closed", answer.plan),
        ));
    }
    if !case.state.is_theirs(asked, link, case.now) {
        return Err(reject(
            Code::LinkNotYours,
            format!("{} is another's by now", name()),
        ));
    }
    observe::check(case, plan, item, &answer.observation)?;
    let event = Event::ItemObserved(ItemObserved {
        item: item.id,
        kind: item.kind,
        observation: answer.observation.clone(),
        entered_for: asked.of,
        restates: observe::restates(plan, &answer.observation),
    });
    Ok((asked, event))
}

fn is_of(thing: &Thing, wanted: ItemId) -> bool {
    match thing {
        Thing::Answer { item, .. } | Thing::Completion { item, .. } => *item == wanted,
        _ => false,
    }
}

/// The quarter that an answer is asked for.
fn quarter_of(asked: &Asked) -> Option<Quarter> {
    match &asked.thing {
        Thing::Answer { quarter, .. } => Some(*quarter),
        _ => None,
    }
}

/// What facts of an item answer, of what is asked of it: the quarter that they
/// are of; or its completion, which may have come after that quarter. Where its
/// completion alone is asked for, saying that it is on track, or not, answers too.
fn asked_at<'a>(of_item: &[&'a Asked], facts: &Observation) -> Option<&'a Asked> {
    let in_quarter =
        |asked: &&&Asked| quarter_of(asked).is_some_and(|quarter| quarter.contains(facts.as_at));
    if let Some(asked) = of_item.iter().find(in_quarter) {
        return Some(asked);
    }
    let quarters = of_item.iter().filter_map(|asked| quarter_of(asked));
    let last = quarters.map(|quarter| quarter.last_day()).max();
    let says = match last {
        Some(last) => facts.completed_on.is_some() && facts.as_at > last,
        None => facts.completed_on.is_some() || facts.on_track.is_some(),
    };
    let completion = of_item.iter().find(|asked| quarter_of(asked).is_none());
    completion.or(of_item.first()).copied().filter(|_| says)
}
