//! What two versions of a report say differently.

use quarterday_domain::{Edition, Report, State};
use quarterday_proto::api::{HeaderChange, ReportDifference, SectionChange};
use quarterday_proto::report::{ReportContent, Section};
use quarterday_proto::route::FIGURES;

use super::owner_of;

/// What two versions of a report say differently.
pub(crate) fn of(state: &State, report: &Report, from: &Edition, to: &Edition) -> ReportDifference {
    let (old, new) = (&*from.content, &*to.content);
    let same = old.title == new.title && old.header == new.header && from.people == to.people;
    let header = (!same).then(|| HeaderChange {
        old_title: old.title.clone(),
        new_title: new.title.clone(),
        old: old.header.clone(),
        new: new.header.clone(),
        old_author: owner_of(state, from.people.author),
        new_author: owner_of(state, to.people.author),
        old_sponsor: from.people.sponsor.map(|sponsor| owner_of(state, sponsor)),
        new_sponsor: to.people.sponsor.map(|sponsor| owner_of(state, sponsor)),
    });
    let mut sections: Vec<SectionChange> = Vec::new();
    for section in &new.sections {
        let before = find(old, &section.key);
        if before != Some(section) {
            sections.push(SectionChange {
                key: section.key.clone(),
                old: before.cloned(),
                new: Some(section.clone()),
            });
        }
    }
    let gone = old
        .sections
        .iter()
        .filter(|section| find(new, &section.key).is_none());
    sections.extend(gone.map(|section| SectionChange {
        key: section.key.clone(),
        old: Some(section.clone()),
        new: None,
    }));
    ReportDifference {
        report: report.details.reference.clone(),
        from: from.hash.clone(),
        to: to.hash.clone(),
        header,
        sections,
        reordered: kept(old, new) != kept(new, old),
        figures: figures_changed(report, from, to),
    }
}

fn find<'a>(content: &'a ReportContent, key: &str) -> Option<&'a Section> {
    content.sections.iter().find(|section| section.key == key)
}

/// The keys of the sections that another content has too, in order.
fn kept<'a>(content: &'a ReportContent, other: &ReportContent) -> Vec<&'a str> {
    let keys = content.sections.iter().map(|section| section.key.as_str());
    keys.filter(|key| find(other, key).is_some()).collect()
}

/// Whether an edition between the two, or the later of them, has other figures.
fn figures_changed(report: &Report, from: &Edition, to: &Edition) -> bool {
    let place = |wanted: &Edition| {
        report
            .editions
            .iter()
            .position(|edition| std::ptr::eq(edition, wanted))
    };
    let (Some(one), Some(other)) = (place(from), place(to)) else {
        return false;
    };
    let (first, last) = (one.min(other), one.max(other));
    let later = &report.editions[first + 1..=last.max(first)];
    later
        .iter()
        .any(|edition| edition.changed.iter().any(|key| key == FIGURES))
}
