//! Items as they are shown.

use jiff::civil::Date;
use quarterday_domain::{Item, Plan, State};
use quarterday_proto::api::{
    ComingOwner, ItemEnd, ItemExit, ItemLink, ItemObservation, ItemSummary, ItemTarget,
    ItemVersion, ItemView, Owner,
};
use quarterday_proto::event::item_subject;
use quarterday_proto::id::{ItemId, PersonId};
use quarterday_proto::item::Outcome;

/// A person by address and post.
pub(in crate::routes) fn owner(state: &State, id: PersonId) -> Option<Owner> {
    let details = &state.person_by_id(id)?.details;
    Some(Owner {
        email: details.email.clone(),
        post: details.post.clone(),
    })
}

fn coming_owner(state: &State, item: &Item, today: Date) -> Option<ComingOwner> {
    let (from, id) = item.coming_owner(today)?;
    let owner = owner(state, id)?;
    Some(ComingOwner { owner, from })
}

/// An item in a list, with its owner of today.
pub(super) fn summary(state: &State, item: &Item, today: Date) -> ItemSummary {
    let definition = item.latest();
    let latest = item
        .observations
        .iter()
        .max_by_key(|one| (one.observation.as_at, one.place));
    ItemSummary {
        reference: definition.reference.clone(),
        id: item.id,
        kind: item.kind,
        title: definition.title.clone(),
        theme: definition.theme.clone(),
        owner: item.owner_on(today).and_then(|id| owner(state, id)),
        coming_owner: coming_owner(state, item, today),
        due: definition.due,
        original_due: item.original_due,
        latest: latest.map(|observed| observed.observation.clone()),
        ended: item.ended.is_some() || item.concluded.is_some(),
        changed_at: item.changed_at,
    }
}

/// An item in full, with its owner of today.
pub(super) fn full(state: &State, plan: &Plan, item: &Item, today: Date) -> ItemView {
    let definition = item.latest();
    let versions = item.versions.iter().map(|version| ItemVersion {
        effective: version.effective,
        definition: version.definition.clone(),
        place: version.place,
    });
    let targets = item.targets.iter().map(|version| ItemTarget {
        effective: version.effective,
        target: version.target.clone(),
        amended: version.amended,
        place: version.place,
    });
    let observations = item.observations.iter().map(|observed| ItemObservation {
        observation: observed.observation.clone(),
        entered_for: observed.entered_for.and_then(|id| owner(state, id)),
        place: observed.place,
    });
    ItemView {
        plan: plan.details.reference.clone(),
        reference: definition.reference.clone(),
        id: item.id,
        kind: item.kind,
        title: definition.title.clone(),
        owner: item.owner_on(today).and_then(|id| owner(state, id)),
        coming_owner: coming_owner(state, item, today),
        due: definition.due,
        original_due: item.original_due,
        versions: versions.collect(),
        targets: targets.collect(),
        observations: observations.collect(),
        counts_from: item.counts_from,
        ended: item.ended.as_ref().map(|ended| ItemEnd {
            effective: ended.effective,
            into: ended
                .into
                .iter()
                .filter_map(|id| link(state, *id))
                .collect(),
            place: ended.place,
        }),
        concluded: item
            .concluded
            .as_ref()
            .map(|(outcome, place)| exit(state, outcome, *place)),
        descends_from: item.descends_from.and_then(|id| link(state, id)),
        added_at: item.added_at,
        changed_at: item.changed_at,
        subject: item_subject(item.kind, item.id),
    }
}

fn exit(state: &State, outcome: &Outcome, place: u64) -> ItemExit {
    let (outcome, reference, into) = match outcome {
        Outcome::CarriedForward { into } => ("carried_forward", None, link(state, *into)),
        Outcome::Ended { reference } => ("ended", Some(reference.clone()), None),
        Outcome::Routine => ("routine", None, None),
    };
    ItemExit {
        outcome: outcome.to_owned(),
        reference,
        into,
        place,
    }
}

fn link(state: &State, id: ItemId) -> Option<ItemLink> {
    let item = state.item_by_id(id)?;
    let plan = state.plan_by_id(item.plan)?;
    Some(ItemLink {
        id,
        plan: plan.details.reference.clone(),
        reference: item.reference().to_owned(),
    })
}
