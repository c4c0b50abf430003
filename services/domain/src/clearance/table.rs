//! The sign-off table as it is printed.

use quarterday_proto::report::{SignOffRow, Signatory};

use crate::state::{Report, Signature, State};

impl State {
    /// The sign-off table of a report: a row a role, in the order of its route,
    /// blank where nothing stands. Nothing before the report was circulated.
    pub fn sign_off_table(&self, report: &Report) -> Vec<SignOffRow> {
        let roles = report.route.iter().flat_map(|route| route.roles());
        let row = |(_, role): (usize, &quarterday_proto::route::Role)| {
            let signatures: Vec<&Signature> = report.standing(&role.key).collect();
            let names: Vec<String> = signatures
                .iter()
                .map(|signature| self.signed_name(&signature.by))
                .collect();
            SignOffRow {
                role: role.key.clone(),
                label: role.label.clone(),
                name: (!names.is_empty()).then(|| names.join("; ")),
                // The role stands from the day of its last sign-off.
                date: signatures.iter().map(|signature| signature.day).max(),
            }
        };
        roles.map(row).collect()
    }

    /// Who signed, as the table prints it: the post, for whom where a deputy
    /// signed, or the body.
    pub fn signed_name(&self, by: &Signatory) -> String {
        match by {
            Signatory::Person {
                person,
                acting_for: Some(other),
                ..
            } => format!("{} for {}", self.post_of(*person), self.post_of(*other)),
            Signatory::Person { person, .. } => self.post_of(*person),
            Signatory::Body { decision, .. } => decision.body.clone(),
        }
    }
}
