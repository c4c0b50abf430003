//! A change of an amendment, read from the form that it is filled in on.

use std::str::FromStr;

use super::inputs::Reader;
use quarterday_proto::command::{ProposedChange, ProposedPart};
use quarterday_proto::item::Kind;
use quarterday_proto::plan::ChangeKind;
use quarterday_proto::quarter::Period;
use quarterday_proto::sheet::{ItemRow, TargetRow};
use quarterday_proto::target::{Basis, TargetStatus};

/// The parts of a split that a form takes.
pub(super) const PARTS: [u8; 3] = [1, 2, 3];

/// Reads a change; what cannot be read is noted.
pub(super) fn read(kind: ChangeKind, plan: &str, form: &mut Reader<'_>) -> Option<ProposedChange> {
    let due = "Enter a day, like 31/03/2021";
    let reference = if kind == ChangeKind::Add {
        form.required("ref", "Enter a reference")
    } else {
        form.required("ref", "Select an item")
    };
    Some(match kind {
        ChangeKind::Add => ProposedChange::Add {
            item: Box::new(item(plan, reference, form)?),
            targets: Vec::new(),
        },
        ChangeKind::Delete => ProposedChange::Delete { reference },
        ChangeKind::Split => ProposedChange::Split {
            reference,
            into: parts(form),
        },
        ChangeKind::Redate => ProposedChange::Redate {
            reference,
            due: form.required_day("due", due)?,
        },
        ChangeKind::Retarget => ProposedChange::Retarget {
            target: Box::new(target(plan, reference, form)?),
        },
        ChangeKind::Reassign => {
            let owner_email = text(form, "owner");
            let directorate = text(form, "directorate");
            if owner_email.is_none() && directorate.is_none() {
                form.fault("owner", "Select a new owner, or enter a new directorate");
            }
            ProposedChange::Reassign {
                reference,
                owner_email,
                directorate,
            }
        }
        ChangeKind::Redefine => ProposedChange::Redefine {
            reference,
            title: form.required("title", "Enter the new wording"),
        },
    })
}

fn text(form: &Reader<'_>, name: &str) -> Option<String> {
    form.form.filled(name).map(str::to_owned)
}

fn number<T: FromStr>(form: &mut Reader<'_>, name: &str) -> Option<T> {
    let text = form.form.filled(name)?;
    let number = text.parse().ok();
    if number.is_none() {
        form.fault(name, "Enter a number, like 95");
    }
    number
}

fn item(plan: &str, reference: String, form: &mut Reader<'_>) -> Option<ItemRow> {
    let kind = form.form.text("kind").parse::<Kind>().ok();
    if kind.is_none() {
        form.fault("kind", "Select a kind");
    }
    Some(ItemRow {
        plan: plan.to_owned(),
        reference,
        kind: kind?,
        title: form.required("title", "Enter a title"),
        theme: text(form, "theme"),
        owner_email: text(form, "owner"),
        start: None,
        due: form.day("due", "Enter a day, like 31/03/2021"),
        direction: None,
        target: number(form, "target"),
        target_low: None,
        target_high: None,
        unit: None,
        contributors: Vec::new(),
        parent: None,
        aliases: Vec::new(),
        board: None,
        source: None,
        method: None,
        exempt_paragraph: None,
    })
}

/// The parts that were filled in; the first two are needed.
fn parts(form: &mut Reader<'_>) -> Vec<ProposedPart> {
    let mut parts = Vec::new();
    for part in PARTS {
        let name = |field: &str| format!("{field}-{part}");
        let is_blank = ["ref", "title", "owner", "due"]
            .iter()
            .all(|field| form.form.filled(&name(field)).is_none());
        if part > 2 && is_blank {
            continue;
        }
        parts.push(ProposedPart {
            reference: form.required(&name("ref"), &format!("Enter a reference for part {part}")),
            title: form.required(&name("title"), &format!("Enter a title for part {part}")),
            owner_email: text(form, &name("owner")),
            directorate: None,
            due: form.day(&name("due"), "Enter a day, like 31/03/2021"),
        });
    }
    parts
}

fn target(plan: &str, reference: String, form: &mut Reader<'_>) -> Option<TargetRow> {
    let period = form.form.text("period").parse::<Period>().ok();
    if period.is_none() {
        form.fault(
            "period",
            "Enter a quarter or a year, like 2020-21-Q3 or 2020-21",
        );
    }
    let basis = form.form.text("basis").parse::<Basis>().ok();
    if basis.is_none() {
        form.fault("basis", "Select which figure it is for");
    }
    let (target, low, high) = (
        number(form, "target"),
        number(form, "low"),
        number(form, "high"),
    );
    Some(TargetRow {
        plan: plan.to_owned(),
        reference,
        period: period?,
        basis: basis?,
        target,
        low,
        high,
        status: TargetStatus::Approved,
        no_target_reason: None,
    })
}
