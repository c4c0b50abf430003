//! Proofs, checked offline by what the answer alone holds.

use quarterday_ledger::tree::{verify_consistency, verify_inclusion};
use quarterday_ledger::{Checkpoint, verify_checkpoint};
use quarterday_proto::api::{ConsistencyProof, InclusionProof};
use quarterday_proto::record::{Hash, leaf_hash};

use crate::support::Service;

fn hash(text: &str) -> Hash {
    hex::decode(text).unwrap().try_into().unwrap()
}

fn hashes(texts: &[String]) -> Vec<Hash> {
    texts.iter().map(|text| hash(text)).collect()
}

async fn grown() -> (Service, u64) {
    let service = Service::rochdale().await;
    for number in 0..20 {
        service
            .token("rochdale", &format!("t{number}"), "read")
            .await;
    }
    let place = service.get("/api/v1/rochdale").await.good()["place"]
        .as_u64()
        .unwrap();
    (service, place)
}

#[tokio::test]
async fn a_proof_is_all_that_is_needed() {
    let (service, head) = grown().await;
    for size in [1, 2, 3, head / 2, head] {
        for place in 1..=size {
            let path = format!("/api/v1/rochdale/records/{place}/proof?size={size}");
            let proof: InclusionProof =
                serde_json::from_value(service.get(&path).await.good()).unwrap();
            let leaf = leaf_hash(proof.head.as_bytes());
            assert_eq!(hex::encode(leaf), proof.leaf);
            assert_eq!(
                (proof.place, proof.index, proof.size),
                (place, place - 1, size)
            );
            let root = hash(&proof.root);
            verify_inclusion(&leaf, place, size, &hashes(&proof.path), &root).unwrap();
            let signed = verify_checkpoint(&proof.checkpoint, &proof.verifier_key).unwrap();
            let origin = "quarterday/rochdale".to_owned();
            assert_eq!(signed, Checkpoint { origin, size, root });
        }
    }
    service
        .get("/api/v1/rochdale/records/0")
        .await
        .problem(404, "no_such_place");
    service
        .get("/api/v1/rochdale/records/x")
        .await
        .problem(404, "no_such_place");
    service
        .get("/api/v1/rochdale/records/99999/proof")
        .await
        .problem(404, "no_such_place");
    service
        .get("/api/v1/rochdale/records/5/proof?size=4")
        .await
        .problem(404, "no_such_size");
    service
        .get("/api/v1/rochdale/records/5/proof?size=99999")
        .await
        .problem(404, "no_such_size");
    service
        .get("/api/v1/rochdale/records/5/proof?size=x")
        .await
        .problem(400, "invalid_query");
}

#[tokio::test]
async fn a_record_is_given_as_it_stands() {
    let (service, _) = grown().await;
    let record = service.get("/api/v1/rochdale/records/1").await.good();
    let line = record["line"].as_str().unwrap();
    assert!(line.starts_with("{\"crc\":\"") && !line.ends_with('\n'));
    assert_eq!(record["head"]["type"], "council.established");
    assert_eq!(record["head"]["actor"], "operator");
    assert_eq!(
        record["data"]["events"][0]["council.established"]["name"],
        "A Council"
    );
    let proof = service.get("/api/v1/rochdale/records/1/proof").await.good();
    assert!(line.contains(proof["head"].as_str().unwrap()));
}

#[tokio::test]
async fn a_log_proves_that_it_only_grew() {
    let (service, head) = grown().await;
    for (from, to) in [(1, 1), (1, head), (3, 8), (head - 1, head)] {
        let path = format!("/api/v1/rochdale/consistency?from={from}&to={to}");
        let proof: ConsistencyProof =
            serde_json::from_value(service.get(&path).await.good()).unwrap();
        let roots = hashes(&proof.roots);
        let path = hashes(&proof.path);
        verify_consistency(proof.from, &roots[0], proof.to, &roots[1], &path).unwrap();
    }
    service
        .get("/api/v1/rochdale/consistency")
        .await
        .problem(400, "invalid_query");
    service
        .get("/api/v1/rochdale/consistency?from=5&to=3")
        .await
        .problem(404, "no_such_size");
    let note = service.get("/api/v1/rochdale/checkpoint?size=3").await;
    assert_eq!(note.header("content-type"), "text/plain; charset=utf-8");
    let key = service.get("/api/v1/rochdale/verifier-key").await.text();
    assert_eq!(verify_checkpoint(&note.text(), &key).unwrap().size, 3);
}

#[tokio::test]
async fn a_verification_reads_every_byte() {
    let (service, head) = grown().await;
    let path = "/api/v1/rochdale/verification";
    let report = service.get(path).await.good();
    assert_eq!(report["places"], head);
    let council = service.get("/api/v1/rochdale").await.good();
    assert_eq!(report["root"], council["root"]);
    let folder = service.hosting.folder_of("rochdale");
    let segment = std::fs::read_dir(folder.join("segments"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = std::fs::read(&segment).unwrap();
    bytes[700] ^= 1;
    std::fs::write(&segment, bytes).unwrap();
    let fault = service.get(path).await.problem(409, "QF0001");
    assert!(fault["detail"].as_str().unwrap().contains("place"));
    service
        .get("/api/v1/rochdale/records/2")
        .await
        .problem(500, "QF0001");
}
