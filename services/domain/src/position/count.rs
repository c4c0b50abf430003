//! Counting statuses: parts, groups, exclusions and exceptions.

use std::collections::BTreeMap;

use quarterday_proto::position::{Exception, Excluded, GroupFigure, ItemStatus, Part};
use quarterday_proto::scheme::Group;

use super::Assessed;
use crate::percent::{percentage, percentages};
use crate::scheme::CompiledAssessment;

/// The figures of a position.
pub(super) struct Counted {
    pub(super) total: u32,
    pub(super) denominator: u32,
    pub(super) excluded: Vec<Excluded>,
    pub(super) parts: Vec<Part>,
    pub(super) groups: Vec<GroupFigure>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) items: Vec<ItemStatus>,
}

/// Counts assessed items; `decimals` of the plan go before the scheme's.
pub(super) fn count(
    assessed: Vec<Assessed<'_>>,
    assessment: &CompiledAssessment,
    decimals: Option<u8>,
) -> Counted {
    let source = &assessment.source;
    let decimals = decimals.unwrap_or(source.decimals);
    let mut counts = vec![0_u32; source.statuses.len()];
    let mut traces: Vec<Vec<u64>> = vec![Vec::new(); source.statuses.len()];
    let mut excluded: BTreeMap<String, (u32, Vec<u64>)> = BTreeMap::new();
    let mut exceptions = Vec::new();
    let mut items = Vec::with_capacity(assessed.len());
    for item in assessed {
        let rule = assessment.rule(item.status);
        counts[item.status] += 1;
        let mut left_out = None;
        if rule.counts {
            traces[item.status].extend_from_slice(&item.trace);
        } else {
            let reason = item
                .reason
                .or(rule.reason.as_deref())
                .unwrap_or(&rule.label)
                .to_owned();
            let entry = excluded.entry(reason.clone()).or_default();
            entry.0 += 1;
            entry.1.extend_from_slice(&item.trace);
            left_out = Some(reason);
        }
        if rule.exception {
            exceptions.push(exception(&item, &rule.id));
        }
        items.push(ItemStatus {
            reference: item.version.definition.reference.clone(),
            status: rule.id.clone(),
            excluded: left_out,
            trace: item.trace,
        });
    }
    let counting: Vec<usize> = (0..counts.len())
        .filter(|index| source.statuses[*index].counts)
        .collect();
    let denominator = counting.iter().map(|index| counts[*index]).sum();
    let of_parts: Vec<u32> = counting.iter().map(|index| counts[*index]).collect();
    let printed = percentages(&of_parts, denominator, source.rounding, decimals);
    let parts = counting
        .iter()
        .zip(printed)
        .map(|(index, percent)| Part {
            status: source.statuses[*index].id.clone(),
            label: source.statuses[*index].label.clone(),
            colour: source.statuses[*index].colour.clone(),
            count: counts[*index],
            percent,
            trace: sorted(std::mem::take(&mut traces[*index])),
        })
        .collect();
    let groups = source
        .groups
        .iter()
        .map(|group| figure(group, assessment, &counts, denominator, decimals))
        .collect();
    Counted {
        total: counts.iter().sum(),
        denominator,
        excluded: excluded
            .into_iter()
            .map(|(reason, (count, trace))| Excluded {
                reason,
                count,
                trace: sorted(trace),
            })
            .collect(),
        parts,
        groups,
        exceptions,
        items,
    }
}

fn figure(
    group: &Group,
    assessment: &CompiledAssessment,
    counts: &[u32],
    all: u32,
    decimals: u8,
) -> GroupFigure {
    let sum = |ids: &[String]| -> u32 {
        let statuses = assessment.source.statuses.iter().zip(counts);
        statuses
            .filter(|(rule, _)| ids.contains(&rule.id))
            .map(|(_, count)| count)
            .sum()
    };
    let count = sum(&group.statuses);
    let denominator = group.denominator.as_deref().map_or(all, sum);
    GroupFigure {
        label: group.label.clone(),
        statuses: group.statuses.clone(),
        count,
        denominator,
        percent: percentage(count, denominator, assessment.source.rounding, decimals),
    }
}

fn exception(item: &Assessed<'_>, status: &str) -> Exception {
    let definition = &item.version.definition;
    let moved = item
        .item
        .original_due
        .filter(|original| Some(*original) != definition.due);
    Exception {
        reference: definition.reference.clone(),
        title: definition.title.clone(),
        status: status.to_owned(),
        commentary: item
            .observed
            .and_then(|observed| observed.observation.commentary.as_deref())
            .map(str::to_owned),
        due: definition.due,
        original_due: moved,
        note: if item.late {
            Some("completed late".to_owned())
        } else {
            item.observed
                .is_none()
                .then(|| "no answer for the quarter".to_owned())
        },
        exempt_paragraph: definition.exempt_paragraph.clone(),
    }
}

fn sorted(mut places: Vec<u64>) -> Vec<u64> {
    places.sort_unstable();
    places.dedup();
    places
}
