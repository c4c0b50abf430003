//! The Merkle tree: signed checkpoints and proofs of consistency.

use quarterday_proto::api::ConsistencyProof;

use super::records::SIZE;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

const SIZES: &[Parameter] = &[
    Parameter {
        name: "from",
        shape: Shape::Whole,
        about: "Smaller size, from 1",
    },
    Parameter {
        name: "to",
        shape: Shape::Whole,
        about: "Larger size; the whole log unless given",
    },
];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/checkpoint", "checkpoint", checkpoint)
            .about("Size and root of the log as a signed note (C2SP tlog-checkpoint)")
            .query(&[SIZE])
            .gives("text/plain"),
        Endpoint::read("/api/v1/{council}/consistency", "consistency", consistency)
            .about("Proves that the log only grew between two sizes")
            .query(SIZES)
            .gives_json::<ConsistencyProof>(),
        Endpoint::read(
            "/api/v1/{council}/verifier-key",
            "verifier_key",
            verifier_key,
        )
        .about("The key that checkpoints are signed by (C2SP signed-note)")
        .gives("text/plain"),
    ]
}

fn checkpoint(call: &Call) -> Answered {
    checkpoint_at(call, call.query.whole("size", 1..=u64::MAX)?)
}

/// The checkpoint of a size, or of the whole log.
pub(super) fn checkpoint_at(call: &Call, size: Option<u64>) -> Answered {
    let tenant = call.tenant()?;
    let ledger = tenant.log.ledger();
    let size = size.unwrap_or(ledger.head().place);
    Ok(answer::text(ledger.checkpoint(tenant.log_key()?, size)?))
}

fn consistency(call: &Call) -> Answered {
    let ledger = call.tenant()?.log.ledger();
    let from = call.query.whole("from", 1..=u64::MAX)?;
    let from = from.ok_or_else(|| Problem::query("from", "a size from 1; it is needed"))?;
    let to = call
        .query
        .whole("to", 1..=u64::MAX)?
        .unwrap_or(ledger.head().place);
    let path = ledger.consistency_proof(from, to)?;
    let roots = [ledger.root(from)?, ledger.root(to)?];
    answer::json(&ConsistencyProof {
        from,
        to,
        path: path.iter().map(hex::encode).collect(),
        roots: roots.iter().map(hex::encode).collect(),
    })
}

fn verifier_key(call: &Call) -> Answered {
    Ok(answer::text(format!(
        "{}\n",
        call.tenant()?.log_key()?.verifier_key()
    )))
}
