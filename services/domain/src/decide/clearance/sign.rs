//! Signing a report off.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::SignOff;
use quarterday_proto::event::{Event, ReportSignedOff};
use quarterday_proto::report::Signatory;
use quarterday_proto::route::{Needs, Role};

use super::super::{Case, Decided};
use super::{circulated, role_of};
use crate::clearance::Standing;
use crate::rejection::{Code, reject};
use crate::state::Report;

pub(crate) fn sign_off(case: &Case<'_>, command: &SignOff) -> Result<Decided, Rejection> {
    let report = case.state.report(&command.report)?;
    let person = case.state.person(&command.by)?.id;
    circulated(report)?;
    let (_, role) = role_of(report, &command.role)?;
    let by = case.signatory(report, role, person)?;
    same_content(report, &command.content_hash)?;
    case.figures_closed(report)?;
    case.stage_open(report, role)?;
    case.not_signed(report, role, &by)?;
    case.independent(report, role, &by)?;
    if let Signatory::Person {
        acting_for: Some(_),
        ..
    } = &by
    {
        case.state.posts_apart(role, person, case.today)?;
    }
    let event = Event::ReportSignedOff(ReportSignedOff {
        report: report.id,
        role: role.key.clone(),
        by,
        version: report.edition().version,
        hash: report.hash().to_owned(),
        day: case.today,
        note: command.note.clone().filter(|note| !note.trim().is_empty()),
        recorded_by: case.recorder(person),
    });
    let asked = case.asked_after(report, &event)?;
    let mut events = vec![event];
    events.extend(asked);
    Ok(events.into())
}

/// Refuses a sign-off of other content than the present one, and says what
/// changed.
pub(super) fn same_content(report: &Report, hash: &str) -> Result<(), Rejection> {
    let hash = report.full_hash(hash)?;
    if hash == report.hash() {
        return Ok(());
    }
    let reference = &report.details.reference;
    let why = match report.changed_since(&hash) {
        None => format!("report `{reference}` never had the content {hash}"),
        Some(changed) if changed.is_empty() => {
            format!("report `{reference}` had a minor correction since the content {hash}")
        }
        Some(changed) => format!(
            "report `{reference}` changed since the content {hash}: {}",
            changed.join(", ")
        ),
    };
    Err(reject(
        Code::ContentChanged,
        format!(
            "{why}. Read version {} and sign {}",
            report.edition().version,
            report.hash()
        ),
    ))
}

impl Case<'_> {
    /// Refuses while required roles of earlier stages have not signed.
    pub(super) fn stage_open(&self, report: &Report, role: &Role) -> Result<(), Rejection> {
        let standings = self.state.role_standings(report, self.today);
        let own = standings.iter().find(|known| known.role.key == role.key);
        let Some(own) = own.filter(|own| own.standing == Standing::Waiting) else {
            return Ok(());
        };
        let missing: Vec<&str> = standings
            .iter()
            .filter(|other| other.stage < own.stage && other.role.required)
            .filter(|other| other.standing != Standing::Signed)
            .map(|other| other.role.label.as_str())
            .collect();
        Err(reject(
            Code::StageNotOpen,
            format!("{} signs after {}", role.label, missing.join(", ")),
        ))
    }

    /// Refuses a second sign-off of the same right.
    pub(super) fn not_signed(
        &self,
        report: &Report,
        role: &Role,
        by: &Signatory,
    ) -> Result<(), Rejection> {
        let signed = match (by, role.needs) {
            (
                Signatory::Person {
                    person, acting_for, ..
                },
                Needs::All,
            ) => {
                let holder = acting_for.unwrap_or(*person);
                self.state.signed_for(report, role, holder, self.today)
            }
            (Signatory::Body { decision, .. }, Needs::All) => {
                crate::clearance::body_signed(report, role, &decision.body)
            }
            (_, Needs::Any) => report.standing(&role.key).next().is_some(),
        };
        if !signed {
            return Ok(());
        }
        Err(reject(
            Code::AlreadySigned,
            format!(
                "report `{}` is signed as {} already, and the sign-off stands",
                report.details.reference, role.label
            ),
        ))
    }
}
