//! What the forms of a report look at: the report, and who asks.

use jiff::civil::Date;
use quarterday_domain::{Context, Report, State, may_send};
use quarterday_proto::command::Command;
use quarterday_proto::id::PersonId;

use crate::Tenant;
use crate::call::Call;
use crate::problem::Problem;

/// A report, and who asks.
pub(super) struct Case<'a> {
    pub(super) state: &'a State,
    pub(super) report: &'a Report,
    pub(super) person: PersonId,
    /// Address of whoever asks.
    pub(super) email: String,
    pub(super) today: Date,
    call: &'a Call,
}

impl<'a> Case<'a> {
    pub(super) fn of(call: &'a Call, state: &'a State) -> Result<Self, Problem> {
        let (person, email) = asker(call, state)?;
        Ok(Self {
            state,
            report: state.report(call.segment("report"))?,
            person,
            email,
            today: state.day_of(call.now()),
            call,
        })
    }

    /// The report's reference.
    pub(super) fn reference(&self) -> String {
        self.report.details.reference.clone()
    }

    /// Refuses who may not send a command at all.
    pub(super) fn may(&self, command: Command) -> Result<(), Problem> {
        let envelope = self.call.envelope(command)?;
        let now = self.call.now();
        Ok(may_send(self.state, &envelope, Context { now })?)
    }
}

/// Whoever has signed in, and their address.
pub(super) fn asker(call: &Call, state: &State) -> Result<(PersonId, String), Problem> {
    let signed = call.who.session.as_ref();
    let signed = signed.ok_or_else(Problem::unauthorized)?;
    let person = state.person_by_id(signed.person);
    let person = person.ok_or_else(|| Problem::internal("a session of nobody"))?;
    Ok((person.id, person.details.email.clone()))
}

/// The address of a page of the report that a request names.
pub(super) fn here(call: &Call, tenant: &Tenant) -> String {
    let reference = crate::web::words::encoded(call.segment("report"));
    format!("/c/{}/reports/{reference}", tenant.id)
}
