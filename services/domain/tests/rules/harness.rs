//! Given what happened, when a command comes, then these events or a refusal.

use std::borrow::Borrow;

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_documents::import::{SourceFile, parse};
use quarterday_domain::{Context, Decided, Selection, State, decide, positions};
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{
    ApplyAmendment, ApprovePlan, CloseQuarter, Command, DecideAmendment, Envelope,
    EstablishCouncil, Import, Observe, OpenQuarter, ProposeAmendment, ProposedChange,
    PublishQuarter, ReopenQuarter, RestateQuarter,
};
use quarterday_proto::council::Nation;
use quarterday_proto::event::{Event, Recorded};
use quarterday_proto::id::SessionId;
use quarterday_proto::item::{Kind, Observation};
use quarterday_proto::plan::{AmendmentOutcome, Decision};
use quarterday_proto::position::Position;
use quarterday_proto::scheme::{Axis, Scheme};
use quarterday_proto::target::Basis;

/// A council's history so far.
#[derive(Clone)]
pub(crate) struct Given {
    pub(crate) state: State,
    now: Timestamp,
}

/// What came of a command.
pub(crate) struct Outcome {
    given: Given,
    result: Result<Decided, Rejection>,
}

/// A history made by commands, all accepted, with today being 12 October 2020.
pub(crate) fn given(commands: impl IntoIterator<Item = Command>) -> Given {
    let given = Given {
        state: State::default(),
        now: noon("2020-10-12"),
    };
    commands
        .into_iter()
        .fold(given, |given, command| given.and(command))
}

/// An established council with the given sheets imported.
pub(crate) fn council_with(sheets: &[&str]) -> Given {
    given([establish(), import(sheets)])
}

impl Given {
    /// Goes on at noon of another day.
    pub(crate) fn on(&self, day: &str) -> Self {
        Self {
            state: self.state.clone(),
            now: noon(day),
        }
    }

    /// Goes on at another time.
    pub(crate) fn at(&self, time: &str) -> Self {
        Self {
            state: self.state.clone(),
            now: time.parse().unwrap(),
        }
    }

    /// Goes on so many minutes later.
    pub(crate) fn later(&self, minutes: i64) -> Self {
        Self {
            state: self.state.clone(),
            now: self.now + jiff::SignedDuration::from_mins(minutes),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// One more command, accepted.
    pub(crate) fn and(&self, command: Command) -> Self {
        let outcome = self.when(command);
        match &outcome.result {
            Ok(_) => outcome.given,
            Err(rejection) => panic!("{rejection}\n{:#?}", rejection.faults),
        }
    }

    pub(crate) fn when(&self, command: Command) -> Outcome {
        self.when_known_at(None, command)
    }

    pub(crate) fn when_known_at(&self, known_at: Option<u64>, command: Command) -> Outcome {
        self.when_sent("operator", known_at, command)
    }

    /// Sent with a token that stands for a person.
    pub(crate) fn when_by(&self, email: &str, command: Command) -> Outcome {
        let person = self.state.person(email).unwrap().id;
        self.when_sent(&format!("person.{person}"), None, command)
    }

    /// As another than the operator.
    pub(crate) fn when_as(&self, actor: &str, command: Command) -> Outcome {
        self.when_sent(actor, None, command)
    }

    /// Sent in a session of a person.
    pub(crate) fn when_in(&self, email: &str, session: SessionId, command: Command) -> Outcome {
        let person = self.state.person(email).unwrap().id;
        self.when_of(&format!("person.{person}"), None, Some(session), command)
    }

    fn when_sent(&self, actor: &str, known_at: Option<u64>, command: Command) -> Outcome {
        self.when_of(actor, known_at, None, command)
    }

    fn when_of(
        &self,
        actor: &str,
        known_at: Option<u64>,
        session: Option<SessionId>,
        command: Command,
    ) -> Outcome {
        let place = self.state.head() + 1;
        let id = format!("c-{place}").parse().unwrap();
        let actor = actor.parse().unwrap();
        let envelope = Envelope {
            id,
            actor,
            known_at,
            cause: None,
            session,
            command,
        };
        let result = decide(&self.state, &envelope, Context { now: self.now });
        let mut given = self.clone();
        if let Ok(decided) = &result {
            let recorded = Recorded {
                place,
                at: self.now,
            };
            decided
                .events
                .iter()
                .for_each(|event| given.state.evolve(event, recorded));
            given.state.advance(recorded);
        }
        Outcome { given, result }
    }

    pub(crate) fn positions(&self, plan: &str, quarter: &str, asked: Selection) -> Vec<Position> {
        let plan = self.state.plan(plan).unwrap();
        positions(&self.state, plan, quarter.parse().unwrap(), &asked)
            .unwrap_or_else(|rejection| panic!("{rejection}"))
    }

    pub(crate) fn position(&self, quarter: &str, kind: Kind, axis: Axis) -> Position {
        let asked = Selection {
            kind: Some(kind),
            axis: Some(axis),
            ..Selection::default()
        };
        self.positions("P", quarter, asked).remove(0)
    }

    pub(crate) fn on_basis(&self, quarter: &str, axis: Axis, basis: Basis) -> Position {
        let (kind, axis) = (Some(Kind::Measure), Some(axis));
        let asked = Selection {
            kind,
            axis,
            basis: Some(basis),
            ..Selection::default()
        };
        self.positions("P", quarter, asked).remove(0)
    }

    /// The status of an action of plan P; nothing where it does not count.
    pub(crate) fn status(&self, quarter: &str, reference: &str) -> Option<String> {
        status_in(
            &self.position(quarter, Kind::Action, Axis::Status),
            reference,
        )
    }

    /// The status of a measure of plan P against its target.
    pub(crate) fn measured(&self, quarter: &str, reference: &str) -> Option<String> {
        status_in(
            &self.position(quarter, Kind::Measure, Axis::Target),
            reference,
        )
    }

    /// The frozen positions of a quarter of plan P.
    pub(crate) fn frozen(&self, quarter: &str) -> Vec<Position> {
        self.record(quarter).positions.to_vec()
    }

    pub(crate) fn record(&self, quarter: &str) -> quarterday_domain::QuarterRecord {
        self.state.plan("P").unwrap().quarters[&quarter.parse().unwrap()].clone()
    }
}

/// The status that a position gives an item.
pub(crate) fn status_in(position: &Position, reference: &str) -> Option<String> {
    let item = position
        .items
        .iter()
        .find(|item| item.reference == reference)?;
    Some(item.status.clone())
}

impl Outcome {
    /// The command made events of these names, in this order.
    #[track_caller]
    pub(crate) fn then(self, names: &[&str]) -> Given {
        let found: Vec<&str> = self.events().iter().map(Event::name).collect();
        assert_eq!(found, names);
        self.given
    }

    /// What there is after the command, where it was accepted.
    pub(crate) fn accepted(self) -> Option<Given> {
        self.result.is_ok().then_some(self.given)
    }

    #[track_caller]
    pub(crate) fn events(&self) -> &[Event] {
        match &self.result {
            Ok(decided) => &decided.events,
            Err(rejection) => panic!("{rejection}\n{:#?}", rejection.faults),
        }
    }

    /// What the sender is told beside the events.
    #[track_caller]
    pub(crate) fn notes(&self) -> &[String] {
        match &self.result {
            Ok(decided) => &decided.notes,
            Err(rejection) => panic!("{rejection}\n{:#?}", rejection.faults),
        }
    }

    /// The command was refused with this code, in words that say so.
    #[track_caller]
    pub(crate) fn refused(self, code: &str) -> Rejection {
        let rejection = match self.result {
            Ok(decided) => panic!("accepted: {:?}", decided.events),
            Err(rejection) => rejection,
        };
        assert_eq!(rejection.code, code, "{rejection}\n{:?}", rejection.faults);
        assert!(!rejection.detail.is_empty());
        rejection
    }

    /// The import was refused for one fault: row, column and its code's name.
    #[track_caller]
    pub(crate) fn faulted(self, row: u32, column: &str, code: &str) {
        let rejection = self.refused("QD0014");
        let faults: Vec<_> = rejection
            .faults
            .iter()
            .map(|fault| (fault.row, fault.column.as_deref(), fault.code.as_str()))
            .collect();
        assert_eq!(
            faults,
            [(Some(row), Some(column), code)],
            "{:?}",
            rejection.faults
        );
    }
}

fn noon(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn establish() -> Command {
    Command::EstablishCouncil(EstablishCouncil {
        name: "Anytown Council".to_owned(),
        nation: Nation::England,
        zone: None,
        settings: Default::default(),
    })
}

/// Sheets as CSV text; the columns say which sheet each is.
pub(crate) fn import(sheets: &[&str]) -> Command {
    let files: Vec<SourceFile> = sheets
        .iter()
        .enumerate()
        .map(|(index, text)| SourceFile {
            name: format!("{index}.csv"),
            bytes: text.as_bytes().to_vec(),
        })
        .collect();
    let sheets = parse(&files)
        .unwrap_or_else(|faults| panic!("{faults}"))
        .sheets;
    Command::Import(Import { plan: None, sheets })
}

/// Adopts a scheme given as TOML.
pub(crate) fn scheme(text: &str) -> Scheme {
    quarterday_domain::scheme::parse(text).unwrap_or_else(|rejection| panic!("{rejection}"))
}

pub(crate) fn silent(as_at: &str) -> Observation {
    Observation {
        as_at: day(as_at),
        basis: None,
        percent_complete: None,
        completed_on: None,
        on_track: None,
        cause: None,
        actual: None,
        forecast: None,
        rating: None,
        unavailable: None,
        commentary: None,
    }
}

/// Observes an item of plan P, with commentary unless `facts` take it away.
pub(crate) fn observe(
    reference: &str,
    as_at: &str,
    facts: impl FnOnce(&mut Observation),
) -> Command {
    let mut observation = silent(as_at);
    observation.commentary = Some("Work goes on.".into());
    facts(&mut observation);
    Command::Observe(Observe {
        plan: "P".to_owned(),
        reference: reference.to_owned(),
        entered_for: None,
        observation,
    })
}

pub(crate) fn on_track(reference: &str, as_at: &str) -> Command {
    observe(reference, as_at, |facts| facts.on_track = Some(true))
}

pub(crate) fn actual(reference: &str, as_at: &str, figure: i64) -> Command {
    observe(reference, as_at, |facts| facts.actual = Some(figure.into()))
}

pub(crate) fn open(quarter: &str) -> Command {
    let (plan, quarter) = ("P".to_owned(), quarter.parse().unwrap());
    Command::OpenQuarter(OpenQuarter {
        plan,
        quarter,
        answers_due: None,
    })
}

pub(crate) fn close(quarter: &str) -> Command {
    let (plan, quarter) = ("P".to_owned(), quarter.parse().unwrap());
    Command::CloseQuarter(CloseQuarter {
        plan,
        quarter,
        reason: None,
    })
}

pub(crate) fn close_because(quarter: &str, reason: &str) -> Command {
    let (plan, quarter) = ("P".to_owned(), quarter.parse().unwrap());
    Command::CloseQuarter(CloseQuarter {
        plan,
        quarter,
        reason: Some(reason.to_owned()),
    })
}

pub(crate) fn reopen(quarter: &str, reason: &str) -> Command {
    let (plan, quarter) = ("P".to_owned(), quarter.parse().unwrap());
    Command::ReopenQuarter(ReopenQuarter {
        plan,
        quarter,
        reason: reason.to_owned(),
    })
}

pub(crate) fn publish(quarter: &str, on: &str) -> Command {
    let (plan, quarter) = ("P".to_owned(), quarter.parse().unwrap());
    Command::PublishQuarter(PublishQuarter {
        plan,
        quarter,
        on: day(on),
        reference: None,
    })
}

pub(crate) fn restate(quarter: &str, reason: &str) -> Command {
    let (plan, quarter) = ("P".to_owned(), quarter.parse().unwrap());
    Command::RestateQuarter(RestateQuarter {
        plan,
        quarter,
        reason: reason.to_owned(),
    })
}

pub(crate) fn decision(body: &str, on: &str) -> Decision {
    Decision {
        body: body.to_owned(),
        on: day(on),
        reference: "CAB/12".to_owned(),
    }
}

pub(crate) fn approve_plan() -> Command {
    let plan = "P".to_owned();
    Command::ApprovePlan(ApprovePlan {
        plan,
        decision: decision("Cabinet", "2020-04-01"),
    })
}

pub(crate) fn propose(changes: Vec<ProposedChange>) -> Command {
    let (plan, rationale) = ("P".to_owned(), "Circumstances changed.".to_owned());
    Command::ProposeAmendment(ProposeAmendment {
        plan,
        changes,
        rationale,
    })
}

pub(crate) fn redate(reference: &str, due: &str) -> ProposedChange {
    ProposedChange::Redate {
        reference: reference.to_owned(),
        due: day(due),
    }
}

pub(crate) fn decide_on(
    amendment: &str,
    on: &str,
    outcome: AmendmentOutcome,
    effective: Option<&str>,
) -> Command {
    Command::DecideAmendment(DecideAmendment {
        amendment: amendment.to_owned(),
        decision: decision("Cabinet", on),
        outcome,
        effective: effective.map(day),
    })
}

pub(crate) fn apply(amendment: &str) -> Command {
    Command::ApplyAmendment(ApplyAmendment {
        amendment: amendment.to_owned(),
    })
}

/// Proposed, approved on a day and applied.
pub(crate) fn amended(
    given: impl Borrow<Given>,
    change: ProposedChange,
    on: &str,
    from: Option<&str>,
) -> Given {
    let given = given.borrow();
    let reference = format!("A{}", given.state.amendments().count() + 1);
    given
        .and(propose(vec![change]))
        .and(decide_on(&reference, on, AmendmentOutcome::Approved, from))
        .and(apply(&reference))
}

pub(crate) const PLAN: &str = "plan,title,year,scheme\nP,Plan,2020-21,rochdale\n";
/// One action overdue in quarter 2, one not yet due, one without a date.
pub(crate) const ACTIONS: &str = "plan,ref,kind,title,due\n\
    P,A1,action,First,2020-08-31\n\
    P,A2,action,Second,2021-03-31\n\
    P,A3,action,Third,\n";
pub(crate) const MEASURES: &str = "plan,ref,kind,title,direction,target\n\
    P,M1,measure,Higher,higher,100\n\
    P,M2,measure,Lower,lower,10\n";

/// Plan P of three actions under the Rochdale scheme.
pub(crate) fn actions() -> Given {
    council_with(&[PLAN, ACTIONS])
}

/// Plan P with all of quarter 2 answered: A1 late, A2 and A3 on track.
pub(crate) fn answered() -> Given {
    actions()
        .and(open("2020-21-Q2"))
        .and(observe("A1", "2020-09-30", |facts| {
            facts.on_track = Some(false)
        }))
        .and(on_track("A2", "2020-09-30"))
        .and(on_track("A3", "2020-09-30"))
}

/// Plan P with quarter 2 closed.
pub(crate) fn closed() -> Given {
    answered().and(close("2020-21-Q2"))
}
