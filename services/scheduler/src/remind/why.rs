//! Why somebody is asked for what is another's: in words that are so on the day.

use jiff::civil::Date;
use quarterday_domain::State;
use quarterday_domain::reminders::{NotAsked, asked_for, not_asked};
use quarterday_proto::digest::{Asked, Because, Thing};
use quarterday_proto::id::PersonId;

use super::asks::spoken;

/// Why this person is asked, behind what is asked; empty where it is their own.
pub(super) fn why(state: &State, asked: &Asked, today: Date) -> String {
    reason(state, asked, today).map_or_else(String::new, |reason| format!("; {reason}"))
}

/// Why this person is asked, where it is another's.
pub(super) fn reason(state: &State, asked: &Asked, today: Date) -> Option<String> {
    let because = asked.because?;
    let Some(of) = asked.of else {
        return Some(match because {
            Because::Escalated => "it is nobody's".to_owned(),
            _ => "it is nobody's, and there is nobody else to ask".to_owned(),
        });
    };
    let post = state.post_of(of);
    let absent = not_asked(state, of, today).map(standing);
    Some(match (because, absent) {
        (Because::Deputy, _) => format!("you are asked as deputy for {post}"),
        (Because::Manager, Some(absent)) => {
            format!("{post} {absent}, and you are their line manager")
        }
        (Because::Manager, None) => format!("you are the line manager of {post}"),
        (Because::Escalated, _) => escalated(state, &asked.thing, of, today),
        (Because::Unreachable, _) => format!("the address of {post} takes no mail"),
        (Because::Unanswerable, Some(absent)) => {
            format!("{post} {absent}, and there is nobody else to ask")
        }
        (Because::Unanswerable, None) => {
            format!("it is for {post} to do, and there is nobody else to ask")
        }
    })
}

fn standing(why: NotAsked) -> String {
    match why {
        NotAsked::Away(last) => format!("is away until {}", spoken(last)),
        NotAsked::MailCameBack(_) => "cannot be reached by mail".to_owned(),
        NotAsked::NotInPost => "is not in post".to_owned(),
    }
}

/// Who was to do it, whether they were reminded, and in whose place.
fn escalated(state: &State, thing: &Thing, of: PersonId, today: Date) -> String {
    let post = state.post_of(of);
    let absent = not_asked(state, of, today).map(standing);
    let answer = |person| match was_told(state, person, thing) {
        true => "was reminded and has not answered",
        false => "has not answered",
    };
    match (asked_for(state, thing, of, today), absent) {
        (Ok((deputy, Some(Because::Deputy))), absent) => {
            let who = state.post_of(deputy);
            let why = absent.map_or_else(String::new, |absent| format!(" who {absent}"));
            format!("{who}, for {post}{why}, {}", answer(deputy))
        }
        (_, Some(absent)) => format!("{post} {absent}, and has not answered"),
        (_, None) => format!("{post} {}", answer(of)),
    }
}

/// Whether a mail asked a person for a thing, as far as is remembered.
fn was_told(state: &State, person: PersonId, thing: &Thing) -> bool {
    state.reminders().digests_of(person).any(|digest| {
        let mut items = digest.claim.items.iter();
        digest.counts_as_told() && items.any(|told| told.thing == *thing)
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use quarterday_proto::digest::Claim;
    use quarterday_proto::event::{
        DigestClaimed, Event, PersonAbsenceRecorded, PersonMailBounced, PersonRecorded, Recorded,
    };
    use quarterday_proto::id::{DigestId, ItemId, PlanId};

    use super::*;

    const OWNER: u64 = 1;
    const DEPUTY: u64 = 2;
    const ALONE: u64 = 3;
    const TODAY: Date = date(2026, 10, 12);

    fn thing() -> Thing {
        let (plan, item) = (PlanId::from_u64(1), ItemId::from_u64(1));
        let due = date(2026, 10, 9);
        Thing::Completion { plan, item, due }
    }

    fn person(id: u64, post: &str, deputy: Option<u64>) -> Event {
        let details = serde_json::json!({
            "email": format!("{}@a.example", id),
            "post": post,
            "deputy": deputy.map(PersonId::from_u64),
        });
        Event::PersonRegistered(PersonRecorded {
            person: PersonId::from_u64(id),
            details: serde_json::from_value(details).unwrap(),
        })
    }

    fn away(person: u64) -> Event {
        let (first, last) = (date(2026, 10, 10), Some(date(2026, 10, 16)));
        Event::PersonAbsenceRecorded(PersonAbsenceRecorded {
            person: PersonId::from_u64(person),
            first,
            last,
        })
    }

    fn bounced(person: u64) -> Event {
        Event::PersonMailBounced(PersonMailBounced {
            person: PersonId::from_u64(person),
            permanent: true,
            reason: "550 5.1.1 no such user".to_owned(),
            digest: None,
        })
    }

    fn asked(of: u64, because: Because) -> Asked {
        Asked {
            thing: thing(),
            due: None,
            of: Some(PersonId::from_u64(of)),
            because: Some(because),
        }
    }

    /// A mail that asked a person for the thing.
    fn told(to: u64) -> Event {
        let claim = Claim {
            person: PersonId::from_u64(to),
            day: date(2026, 10, 9),
            schedules: vec!["items-due".to_owned()],
            items: vec![Asked {
                thing: thing(),
                due: None,
                of: None,
                because: None,
            }],
            about: None,
            node: "one".parse().unwrap(),
            lease_until: "2026-10-09T10:05:00Z".parse().unwrap(),
            template: "digest@1".to_owned(),
            content_hash: "ab".repeat(32),
            message_id: "m@a.example".to_owned(),
        };
        Event::DigestClaimed(DigestClaimed {
            digest: DigestId::from_u64(to),
            claim: Box::new(claim),
            attempt: 1,
            links: Vec::new(),
        })
    }

    #[test]
    fn what_is_said_of_people_is_so() {
        let check = |happened: &[Event], of: u64, because: Because, expected: &str| {
            let people = [
                person(OWNER, "Director of Law", Some(DEPUTY)),
                person(DEPUTY, "Deputy Director", None),
                person(ALONE, "Head of Roads", None),
            ];
            let mut state = State::default();
            let at = "2026-10-12T09:00:00Z".parse().unwrap();
            for (event, place) in people.iter().chain(happened).zip(1..) {
                state.evolve(event, Recorded { place, at });
            }
            assert_eq!(why(&state, &asked(of, because), TODAY), expected);
        };
        use Because::{Deputy, Escalated, Manager, Unanswerable, Unreachable};
        check(
            &[told(OWNER)],
            OWNER,
            Escalated,
            "; Director of Law was reminded and has not answered",
        );
        check(&[], OWNER, Escalated, "; Director of Law has not answered");
        check(
            &[away(OWNER), told(OWNER), told(DEPUTY)],
            OWNER,
            Escalated,
            "; Deputy Director, for Director of Law who is away until 16 October 2026, was \
             reminded and has not answered",
        );
        check(
            &[away(OWNER), told(OWNER)],
            OWNER,
            Escalated,
            "; Deputy Director, for Director of Law who is away until 16 October 2026, has not \
             answered",
        );
        check(
            &[away(ALONE)],
            ALONE,
            Escalated,
            "; Head of Roads is away until 16 October 2026, and has not answered",
        );
        check(
            &[away(ALONE)],
            ALONE,
            Manager,
            "; Head of Roads is away until 16 October 2026, and you are their line manager",
        );
        check(
            &[bounced(ALONE)],
            ALONE,
            Manager,
            "; Head of Roads cannot be reached by mail, and you are their line manager",
        );
        check(
            &[bounced(ALONE)],
            ALONE,
            Unreachable,
            "; the address of Head of Roads takes no mail",
        );
        check(
            &[away(ALONE)],
            ALONE,
            Unanswerable,
            "; Head of Roads is away until 16 October 2026, and there is nobody else to ask",
        );
        check(
            &[away(OWNER)],
            OWNER,
            Deputy,
            "; you are asked as deputy for Director of Law",
        );
    }
}
