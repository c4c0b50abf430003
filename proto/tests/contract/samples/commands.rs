//! Commands of every kind.

use quarterday_proto::command::*;
use quarterday_proto::council::{Nation, Scope, Settings};
use quarterday_proto::id::SessionId;
use quarterday_proto::plan::AmendmentOutcome;
use quarterday_proto::sheet::Sheets;

use super::councils::{day_settings, full_settings};
use super::items::full_observation;
use super::plans::decision;
use super::sheets::{small_item, small_target};
use super::{clearance_commands, day, full_sheets, quarter, rich_scheme, text, time};

/// At least one envelope of every command.
pub(crate) fn envelopes() -> Vec<Envelope> {
    let commands = commands();
    let small = commands.iter().map(|command| Envelope {
        id: "c-1".parse().unwrap(),
        actor: "operator".parse().unwrap(),
        known_at: None,
        cause: None,
        session: None,
        command: command.clone(),
    });
    let mut envelopes: Vec<Envelope> = small.collect();
    envelopes.push(Envelope {
        id: "C_2".parse().unwrap(),
        actor: "person.zvxg000000001".parse().unwrap(),
        known_at: Some(7),
        cause: Some(u64::MAX),
        session: Some(SessionId::from_u64(3)),
        command: commands[0].clone(),
    });
    envelopes
}

fn commands() -> Vec<Command> {
    let mut commands = vec![
        Command::EstablishCouncil(EstablishCouncil {
            name: "Sample Council".into(),
            nation: Nation::Scotland,
            zone: text("Europe/London"),
            settings: full_settings(),
        }),
        Command::ConfigureCouncil(ConfigureCouncil {
            settings: Settings::default(),
        }),
        Command::ConfigureCouncil(ConfigureCouncil {
            settings: day_settings(),
        }),
        Command::SetLook(SetLook {
            name: text("Sample Council"),
            colour: text("#00563f"),
            logo: text("iVBORw0KGgo="),
        }),
        Command::SetLook(SetLook::default()),
        Command::AdoptScheme(AdoptScheme {
            scheme: rich_scheme(),
        }),
        Command::Import(Import {
            plan: None,
            sheets: Sheets::default(),
        }),
        Command::Import(Import {
            plan: text("place"),
            sheets: full_sheets(),
        }),
        Command::HandOver(HandOver {
            from: "head@council.example".into(),
            to: "new@council.example".into(),
            on: day("2020-11-02"),
        }),
        Command::ApprovePlan(ApprovePlan {
            plan: "place".into(),
            decision: decision(),
        }),
        Command::ClosePlan(ClosePlan {
            plan: "place".into(),
        }),
        Command::Observe(Observe {
            plan: "place".into(),
            reference: "A1".into(),
            entered_for: text("head@council.example"),
            observation: full_observation(),
        }),
        Command::IssueToken(IssueToken {
            name: "dashboard".into(),
            hash: "0f".repeat(32),
            scope: Scope::Write,
            expires: Some(time("2021-03-31T23:59:59Z")),
            person: text("head@council.example"),
        }),
        Command::RevokeToken(RevokeToken {
            name: "dashboard".into(),
        }),
    ];
    let conclusions = [
        Conclusion::Routine,
        Conclusion::End {
            reference: "CAB 21/7".into(),
        },
        Conclusion::CarryForward {
            plan: "next".into(),
            reference: None,
            due: None,
        },
        Conclusion::CarryForward {
            plan: "next".into(),
            reference: text("B1"),
            due: Some(day("2022-03-31")),
        },
    ];
    commands.extend(conclusions.map(|outcome| {
        Command::ConcludeItem(ConcludeItem {
            plan: "place".into(),
            reference: "A1".into(),
            outcome,
        })
    }));
    commands.extend(quarters());
    commands.extend(amendments());
    commands.extend(clearance_commands::commands());
    commands.extend(super::reminders::commands());
    commands.extend(super::access::commands());
    commands
}

fn quarters() -> Vec<Command> {
    let (plan, quarter) = ("place".to_owned(), quarter("2020-21-Q2"));
    let reason = "A wrong figure.".to_owned();
    vec![
        Command::OpenQuarter(OpenQuarter {
            plan: plan.clone(),
            quarter,
            answers_due: Some(day("2020-10-14")),
        }),
        Command::CloseQuarter(CloseQuarter {
            plan: plan.clone(),
            quarter,
            reason: Some(reason.clone()),
        }),
        Command::ReopenQuarter(ReopenQuarter {
            plan: plan.clone(),
            quarter,
            reason: reason.clone(),
        }),
        Command::PublishQuarter(PublishQuarter {
            plan: plan.clone(),
            quarter,
            on: day("2020-11-05"),
            reference: text("Cabinet, item 9"),
        }),
        Command::RestateQuarter(RestateQuarter {
            plan,
            quarter,
            reason,
        }),
    ]
}

fn amendments() -> Vec<Command> {
    let reference = || "A1".to_owned();
    let part = ProposedPart {
        reference: "A1a".into(),
        title: "First half".into(),
        owner_email: None,
        directorate: None,
        due: None,
    };
    let full_part = ProposedPart {
        owner_email: text("head@council.example"),
        directorate: text("Place"),
        due: Some(day("2021-03-31")),
        ..part.clone()
    };
    let changes = vec![
        ProposedChange::Add {
            item: Box::new(small_item()),
            targets: vec![],
        },
        ProposedChange::Add {
            item: Box::new(small_item()),
            targets: vec![small_target()],
        },
        ProposedChange::Delete {
            reference: reference(),
        },
        ProposedChange::Split {
            reference: reference(),
            into: vec![part, full_part],
        },
        ProposedChange::Redate {
            reference: reference(),
            due: day("2021-06-30"),
        },
        ProposedChange::Retarget {
            target: Box::new(small_target()),
        },
        ProposedChange::Reassign {
            reference: reference(),
            owner_email: None,
            directorate: None,
        },
        ProposedChange::Reassign {
            reference: reference(),
            owner_email: text("head@council.example"),
            directorate: text("Place"),
        },
        ProposedChange::Redefine {
            reference: reference(),
            title: "Two libraries".into(),
        },
    ];
    vec![
        Command::ProposeAmendment(ProposeAmendment {
            plan: "place".into(),
            changes,
            rationale: "The service moved.".into(),
        }),
        Command::DecideAmendment(DecideAmendment {
            amendment: "A3".into(),
            decision: decision(),
            outcome: AmendmentOutcome::Approved,
            effective: Some(day("2020-10-01")),
        }),
        Command::ApplyAmendment(ApplyAmendment {
            amendment: "A3".into(),
        }),
    ]
}
