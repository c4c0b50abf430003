//! Records as they stand in the log, and proofs that they do.

use quarterday_domain::rights::Right;
use quarterday_proto::api::{InclusionProof, RecordHead, RecordView};
use quarterday_proto::record::Record;
use quarterday_proto::upcast;

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

/// The parameter that names a size of the tree.
pub(super) const SIZE: Parameter = Parameter {
    name: "size",
    shape: Shape::Whole,
    about: "Leaves of the tree, from 1; the whole log unless given",
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/records/{place}", "record", record)
            .needs(Right::Audit)
            .about("The record at a place, its exact line included")
            .gives_json::<RecordView>(),
        Endpoint::read("/api/v1/{council}/records/{place}/proof", "proof", proof)
            .needs(Right::Audit)
            .about("Proves that a record is in the log; all that is needed to check it offline")
            .query(&[SIZE])
            .gives_json::<InclusionProof>(),
    ]
}

fn record(call: &Call) -> Answered {
    let owned = call.tenant()?.log.ledger().read(call.place()?)?;
    let record = owned.record();
    let data = record.body.as_ref().map(|body| upcast::read(body.data));
    let unreadable = |error| Problem::internal(format!("the record cannot be read: {error}"));
    answer::json(&RecordView {
        place: record.head.place,
        line: text(owned.line())?,
        leaf: hex::encode(record.leaf()),
        data: data.transpose().map_err(unreadable)?,
        head: head(&record),
    })
}

fn head(record: &Record<'_>) -> RecordHead {
    let head = &record.head;
    RecordHead {
        place: head.place,
        prev: hex::encode(head.prev),
        recorded: head.recorded,
        subject: head.subject.clone(),
        kind: head.kind.clone(),
        actor: head.actor.clone(),
        command: head.command.clone(),
        cause: head.cause,
        digest: hex::encode(head.digest),
    }
}

fn proof(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let ledger = tenant.log.ledger();
    let place = call.place()?;
    let size = call
        .query
        .whole("size", 1..=u64::MAX)?
        .unwrap_or(ledger.head().place);
    let owned = ledger.read(place)?;
    let key = tenant.log_key()?;
    let path = ledger.inclusion_proof(place, size)?;
    let root = ledger.root(size)?;
    let record = owned.record();
    answer::json(&InclusionProof {
        place,
        index: place - 1,
        size,
        leaf: hex::encode(record.leaf()),
        head: text(record.head_bytes)?,
        path: path.iter().map(hex::encode).collect(),
        root: hex::encode(root),
        checkpoint: ledger.checkpoint(key, size)?,
        verifier_key: key.verifier_key(),
    })
}

fn text(bytes: &[u8]) -> Result<String, Problem> {
    String::from_utf8(bytes.to_vec()).map_err(Problem::internal)
}
