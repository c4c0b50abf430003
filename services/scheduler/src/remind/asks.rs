//! The first sentence of a digest: what is asked, and by when.

mod reports;

use std::collections::BTreeSet;

use jiff::civil::Date;
use quarterday_proto::digest::{Asked, Thing};

/// What is asked for alike, in the order in which it is said.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Answers,
    Completions,
    Reports,
}

/// Each item once: where both the answer of a quarter and the completion are
/// asked for, the answer says the one by the other, and its line has the target
/// date.
pub(super) fn once_each(items: &[Asked]) -> Vec<&Asked> {
    let answered = items.iter().filter_map(|asked| match &asked.thing {
        Thing::Answer { item, .. } => Some(*item),
        _ => None,
    });
    let answered: BTreeSet<_> = answered.collect();
    let is_said = |asked: &&Asked| match &asked.thing {
        Thing::Completion { item, .. } => answered.contains(item),
        _ => false,
    };
    items.iter().filter(|asked| !is_said(asked)).collect()
}

/// What is asked, and by when: each kind with its own days, what is overdue
/// before what is to come.
pub(super) fn asks(items: &[&Asked], today: Date) -> String {
    let mut parts = Vec::new();
    for what in [What::Answers, What::Completions, What::Reports] {
        let of_kind = items.iter().filter(|asked| what == What::of(&asked.thing));
        if what == What::Reports {
            parts.extend(reports::asks(&of_kind.copied().collect::<Vec<_>>(), today));
            continue;
        }
        let days: Vec<Option<Date>> = of_kind.map(|asked| asked.due).collect();
        let overdue = days.iter().flatten().filter(|due| **due < today);
        let to_come = days.iter().flatten().filter(|due| **due >= today);
        parts.extend(what.overdue(&overdue.copied().collect::<Vec<_>>(), ""));
        parts.extend(what.wanted(&to_come.copied().collect::<Vec<_>>(), ""));
        let without = days.iter().filter(|due| due.is_none()).count();
        parts.extend((without > 0).then(|| what.counted(without)));
    }
    listed(&parts)
}

impl What {
    fn of(thing: &Thing) -> Self {
        match thing {
            Thing::Answer { .. } => Self::Answers,
            Thing::Completion { .. } => Self::Completions,
            Thing::SignOff { .. } | Thing::Revision { .. } | Thing::Publication { .. } => {
                Self::Reports
            }
        }
    }

    fn counted(self, count: usize) -> String {
        match self {
            Self::Answers => format!("{} wanted", counted(count, "answer", "answers")),
            Self::Completions => counted(count, "item to complete", "items to complete"),
            Self::Reports => counted(count, "report to deal with", "reports to deal with"),
        }
    }

    /// What is to come; `of_them` says more of what is counted.
    fn wanted(self, days: &[Date], of_them: &str) -> Option<String> {
        let first = days.iter().min()?;
        let what = format!("{}{of_them}", self.counted(days.len()));
        Some(if days.iter().all(|day| day == first) {
            format!("{what} by {}", spoken(*first))
        } else {
            format!("{what}, the first by {}", spoken(*first))
        })
    }

    fn overdue(self, days: &[Date], of_them: &str) -> Option<String> {
        let first = days.iter().min()?;
        let what = match self {
            Self::Answers => counted(days.len(), "answer", "answers"),
            Self::Completions => counted(days.len(), "item", "items"),
            Self::Reports => counted(days.len(), "report", "reports"),
        };
        let what = format!("{what}{of_them}");
        Some(if days.iter().all(|day| day == first) {
            format!("{what} overdue since {}", spoken(*first))
        } else {
            format!("{what} overdue, the first since {}", spoken(*first))
        })
    }
}

/// One thing; one thing and another; one, another and a third.
fn listed(parts: &[String]) -> String {
    // Within a part a comma stands already: what follows is kept apart from it.
    let between = match parts.iter().any(|part| part.contains(',')) {
        true => "; ",
        false => ", ",
    };
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if between == ", " => format!("{} and {last}", first.join(between)),
        parts => parts.join(between),
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(super) fn spoken(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use quarterday_proto::digest::{Asked, Thing};
    use quarterday_proto::id::{ItemId, PlanId, ReportId};

    use super::{asks, once_each};

    const TODAY: Date = date(2026, 10, 12);

    fn asked(thing: Thing, due: Option<Date>) -> Asked {
        Asked {
            thing,
            due,
            of: None,
            because: None,
        }
    }

    fn answer(item: u64, due: Option<Date>) -> Asked {
        let (plan, item) = (PlanId::from_u64(1), ItemId::from_u64(item));
        let quarter = "2026-27-Q2".parse().unwrap();
        asked(
            Thing::Answer {
                plan,
                item,
                quarter,
            },
            due,
        )
    }

    fn completion(item: u64, due: Date) -> Asked {
        let (plan, item) = (PlanId::from_u64(1), ItemId::from_u64(item));
        asked(Thing::Completion { plan, item, due }, Some(due))
    }

    fn sign_off(report: u64, role: &str, due: Option<Date>) -> Asked {
        let thing = Thing::SignOff {
            report: ReportId::from_u64(report),
            role: role.to_owned(),
            asked_at: 1,
            body: None,
        };
        asked(thing, due)
    }

    #[test]
    fn a_report_is_counted_once_however_many_sign_offs_it_lacks() {
        let check = |items: &[Asked], expected: &str| {
            assert_eq!(asks(&once_each(items), TODAY), expected);
        };
        let (past, later) = (date(2026, 10, 9), date(2026, 10, 26));
        check(
            &[sign_off(1, "legal", Some(past))],
            "1 report overdue since 9 October 2026",
        );
        check(
            &["legal", "finance", "sponsor", "others"].map(|role| sign_off(1, role, Some(past))),
            "1 report (4 sign-offs) overdue since 9 October 2026",
        );
        // What is overdue of a report is said, and the rest is no other report.
        check(
            &[
                sign_off(1, "legal", Some(later)),
                sign_off(1, "finance", Some(past)),
                sign_off(1, "others", None),
                sign_off(2, "legal", Some(later)),
            ],
            "1 report (3 sign-offs) overdue since 9 October 2026 and 1 report to deal with by \
             26 October 2026",
        );
        check(
            &[
                sign_off(1, "legal", None),
                sign_off(1, "finance", None),
                sign_off(2, "legal", None),
            ],
            "2 reports to deal with (3 sign-offs)",
        );
    }

    fn revision(due: Option<Date>) -> Asked {
        // Each of another report.
        let report = ReportId::from_u64(due.map_or(1, |day| day.day().unsigned_abs().into()));
        asked(
            Thing::Revision {
                report,
                returned_at: 1,
            },
            due,
        )
    }

    #[test]
    fn the_first_line_says_each_thing_with_its_own_day() {
        let check = |items: &[Asked], expected: &str| {
            assert_eq!(asks(&once_each(items), TODAY), expected);
        };
        let (past, earlier) = (date(2026, 10, 9), date(2026, 7, 10));
        let (soon, later) = (date(2026, 10, 16), date(2026, 10, 26));
        check(
            &[answer(1, Some(soon))],
            "1 answer wanted by 16 October 2026",
        );
        check(&[answer(1, None), answer(2, None)], "2 answers wanted");
        check(
            &[answer(1, Some(past)), answer(2, Some(past))],
            "2 answers overdue since 9 October 2026",
        );
        check(
            &[answer(1, Some(past)), answer(2, Some(earlier))],
            "2 answers overdue, the first since 10 July 2026",
        );
        // Today is in time.
        check(
            &[completion(1, TODAY)],
            "1 item to complete by 12 October 2026",
        );
        check(
            &[answer(1, Some(soon)), answer(2, Some(later))],
            "2 answers wanted, the first by 16 October 2026",
        );
        check(
            &[
                answer(1, Some(past)),
                answer(2, Some(soon)),
                completion(3, later),
            ],
            "1 answer overdue since 9 October 2026, 1 answer wanted by 16 October 2026 and \
             1 item to complete by 26 October 2026",
        );
        check(
            &[completion(1, past), revision(Some(later)), revision(None)],
            "1 item overdue since 9 October 2026, 1 report to deal with by 26 October 2026 and \
             1 report to deal with",
        );
        check(
            &[
                answer(1, Some(soon)),
                answer(2, Some(later)),
                revision(Some(past)),
            ],
            "2 answers wanted, the first by 16 October 2026; 1 report overdue since \
             9 October 2026",
        );
    }

    #[test]
    fn an_item_that_is_asked_for_two_reasons_is_counted_once() {
        let (soon, later) = (date(2026, 10, 16), date(2026, 10, 26));
        let items = [
            answer(1, Some(soon)),
            completion(1, later),
            completion(2, later),
        ];
        assert_eq!(
            asks(&once_each(&items), TODAY),
            "1 answer wanted by 16 October 2026 and 1 item to complete by 26 October 2026"
        );
        let left: Vec<&Asked> = vec![&items[0], &items[2]];
        assert_eq!(once_each(&items), left);
    }
}
