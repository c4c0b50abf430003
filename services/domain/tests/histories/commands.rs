//! Commands at random: mostly such as make sense.

mod amendments;
mod answers;
mod quarters;
mod setting_up;
mod sheets;
mod values;

use proptest::prelude::*;
use proptest::sample::select;
use quarterday_proto::command::{
    AdoptScheme, ApplyAmendment, ApprovePlan, ClosePlan, CloseQuarter, Command, ConcludeItem,
    Conclusion, ConfigureCouncil, DecideAmendment, GrantRole, HandOver, IssueToken, Observe,
    OpenQuarter, ProposeAmendment, ReopenQuarter, RestateQuarter, RevokeRole, RevokeToken, SetLook,
};
use quarterday_proto::council::{Scope, Settings};
use quarterday_proto::plan::AmendmentOutcome;
use quarterday_proto::role::CouncilRole;

use amendments::{amending, amendment, change, decision};
use answers::answer;
pub(crate) use quarters::year_end;
use quarters::{cycle, publish};
pub(crate) use setting_up::{PEOPLE, setting_up};
pub(crate) use sheets::sheets;
use values::{date, plan, quarter, rarely, reference, text};

fn conclusion() -> impl Strategy<Value = Conclusion> {
    prop_oneof![
        Just(Conclusion::Routine),
        text().prop_map(|reference| Conclusion::End { reference }),
        (Just("N".to_owned()), rarely(date())).prop_map(|(plan, due)| {
            Conclusion::CarryForward {
                plan,
                reference: None,
                due,
            }
        }),
    ]
}

/// The Rochdale scheme again, from another day, with another name for what is
/// not updated.
fn adopt() -> impl Strategy<Value = Command> {
    (date(), any::<bool>()).prop_map(|(from, renamed)| {
        let mut scheme = quarterday_domain::scheme::builtin("rochdale").remove(1);
        scheme.from = from;
        if renamed {
            for assessment in &mut scheme.assessments {
                for status in &mut assessment.statuses {
                    status.id = status.id.replace("not-updated", "silent");
                }
            }
        }
        Command::AdoptScheme(AdoptScheme { scheme })
    })
}

/// Commands that belong together.
pub(crate) fn commands() -> impl Strategy<Value = Vec<Command>> {
    prop_oneof![
        16 => command().prop_map(|command| vec![command]),
        2 => cycle(),
        2 => amending(),
        2 => crate::clearance::episode(),
        1 => crate::reminding::bouncing(),
    ]
}

/// Of few roles, so that one that was granted is revoked now and then.
fn roles() -> impl Strategy<Value = Command> {
    let few = vec![CouncilRole::Viewer, CouncilRole::Auditor];
    let changed = (select(PEOPLE[..2].to_vec()), select(few), any::<bool>());
    changed.prop_map(|(person, role, revoke)| {
        let person = person.to_owned();
        if revoke {
            return Command::RevokeRole(RevokeRole { person, role });
        }
        Command::GrantRole(GrantRole { person, role })
    })
}

/// One command.
fn command() -> impl Strategy<Value = Command> {
    let of_quarters = prop_oneof![
        3 => (plan(), quarter()).prop_map(|(plan, quarter)| {
            Command::OpenQuarter(OpenQuarter { plan, quarter, answers_due: None })
        }),
        5 => (plan(), quarter(), text()).prop_map(|(plan, quarter, reason)| {
            Command::CloseQuarter(CloseQuarter { plan, quarter, reason: Some(reason) })
        }),
        1 => (plan(), quarter(), text()).prop_map(|(plan, quarter, reason)| {
            Command::ReopenQuarter(ReopenQuarter { plan, quarter, reason })
        }),
        2 => (plan(), quarter()).prop_map(|(plan, quarter)| publish(plan, quarter)),
        2 => (plan(), quarter(), text()).prop_map(|(plan, quarter, reason)| {
            Command::RestateQuarter(RestateQuarter { plan, quarter, reason })
        }),
    ];
    let of_amendments = prop_oneof![
        (plan(), prop::collection::vec(change(), 1..3), text()).prop_map(
            |(plan, changes, rationale)| {
                Command::ProposeAmendment(ProposeAmendment {
                    plan,
                    changes,
                    rationale,
                })
            }
        ),
        (
            amendment(),
            decision(),
            select(AmendmentOutcome::ALL.to_vec()),
            rarely(date())
        )
            .prop_map(|(amendment, decision, outcome, effective)| {
                Command::DecideAmendment(DecideAmendment {
                    amendment,
                    decision,
                    outcome,
                    effective,
                })
            }),
        amendment().prop_map(|amendment| Command::ApplyAmendment(ApplyAmendment { amendment })),
    ];
    let of_plans = prop_oneof![
        1 => (plan(), decision())
            .prop_map(|(plan, decision)| Command::ApprovePlan(ApprovePlan { plan, decision })),
        1 => plan().prop_map(|plan| Command::ClosePlan(ClosePlan { plan })),
        3 => (plan(), reference(), conclusion()).prop_map(|(plan, reference, outcome)| {
            Command::ConcludeItem(ConcludeItem { plan, reference, outcome })
        }),
    ];
    let of_people = prop_oneof![
        (select(PEOPLE.to_vec()), select(PEOPLE.to_vec()), date()).prop_map(|(from, to, on)| {
            Command::HandOver(HandOver {
                from: from.to_owned(),
                to: to.to_owned(),
                on,
            })
        }),
        select(vec!["one", "two"]).prop_map(|name| {
            let (name, hash) = (name.to_owned(), "0".repeat(64));
            Command::IssueToken(IssueToken {
                name,
                hash,
                scope: Scope::Read,
                expires: None,
                person: None,
            })
        }),
        select(vec!["one", "two"]).prop_map(|name| Command::RevokeToken(RevokeToken {
            name: name.to_owned()
        })),
        any::<bool>().prop_map(|plain| {
            let default_scheme = plain.then(|| "plain".to_owned());
            let settings = Settings {
                default_scheme,
                ..Settings::default()
            };
            Command::ConfigureCouncil(ConfigureCouncil { settings })
        }),
        select(vec!["", "#00563f", "#1d70b8"]).prop_map(|colour| {
            let colour = Some(colour.to_owned());
            Command::SetLook(SetLook {
                colour,
                ..SetLook::default()
            })
        }),
    ];
    prop_oneof![
        30 => (plan(), answer()).prop_map(|(plan, (reference, observation))| {
            Command::Observe(Observe { plan, reference, entered_for: None, observation })
        }),
        10 => sheets(),
        25 => of_quarters,
        12 => of_amendments,
        4 => of_plans,
        6 => of_people,
        3 => crate::reminding::commands(),
        2 => adopt(),
        4 => roles(),
        14 => crate::clearance::commands(),
    ]
}
