//! Keys, checkpoints, cosignatures.

use quarterday_ledger::cosign::{
    CosignError, cosign, cosigner_key, last_cosigned, verify_cosignature,
};
use quarterday_ledger::disk::FileSystem;
use quarterday_ledger::key::{KeyError, LogKey};
use quarterday_ledger::{CheckpointError, Ledger, verify_checkpoint};

use crate::support::{append, make, options};

#[test]
fn a_key_is_kept_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    for seed in 0..40 {
        let path = dir.path().join(format!("{seed}.key"));
        let key = LogKey::create(&path, "quarterday/camden", &[seed; 32]).unwrap();
        let loaded = LogKey::load(&path, "quarterday/camden").unwrap();
        assert_eq!(key.verifier_key(), loaded.verifier_key());
        assert!(matches!(
            LogKey::create(&path, "quarterday/camden", &[9; 32]),
            Err(KeyError::File { .. })
        ));
        assert!(matches!(
            LogKey::load(&path, "quarterday/leeds"),
            Err(KeyError::OtherName { .. })
        ));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(
            LogKey::load(&path, "quarterday/camden"),
            Err(KeyError::Open { .. })
        ));
    }
    assert!(matches!(
        LogKey::from_seed("a b", &[0; 32]),
        Err(KeyError::Name { .. })
    ));
}

#[test]
fn a_checkpoint_is_verified_with_the_public_key_alone() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = make(dir.path(), options(), &[9, 5], true);
    let key = LogKey::from_seed("quarterday/camden", &[3; 32]).unwrap();
    for size in [0, 1, 9, 14] {
        let text = ledger.checkpoint(&key, size).unwrap();
        let checkpoint = verify_checkpoint(&text, &key.verifier_key()).unwrap();
        assert_eq!(checkpoint.origin, "quarterday/camden");
        assert_eq!(
            (checkpoint.size, checkpoint.root),
            (size, ledger.root(size).unwrap())
        );
        let altered = text.replacen(&format!("\n{size}\n"), "\n7\n", 1);
        let failed = verify_checkpoint(&altered, &key.verifier_key());
        assert_eq!(failed, Err(CheckpointError::Signature));
        let other = LogKey::from_seed("quarterday/camden", &[4; 32]).unwrap();
        let failed = verify_checkpoint(&text, &other.verifier_key());
        assert_eq!(failed, Err(CheckpointError::Signature));
    }
    assert!(ledger.checkpoint(&key, 15).is_err());
    assert_eq!(
        verify_checkpoint("nothing", &key.verifier_key()),
        Err(CheckpointError::Malformed)
    );
    assert_eq!(
        verify_checkpoint("nothing", "nothing"),
        Err(CheckpointError::Key)
    );
}

#[test]
fn a_node_cosigns_only_what_continues_what_it_cosigned() {
    let (dir, fork) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (ledger, mut appender) = Ledger::open(dir.path(), options()).unwrap();
    let log = LogKey::from_seed("quarterday/camden", &[3; 32]).unwrap();
    let node = LogKey::from_seed("node-2", &[5; 32]).unwrap();
    let path = dir.path().join("cosigned");
    let now = "2020-10-12T09:30:00Z".parse().unwrap();
    let sign = |text: &str, proof: &[_]| {
        cosign(
            &FileSystem,
            &path,
            &node,
            &log.verifier_key(),
            text,
            proof,
            now,
        )
    };
    let mut size = 0;
    for count in [1, 4, 20] {
        append(&mut appender, count).unwrap();
        let text = ledger.checkpoint(&log, size + count).unwrap();
        if size > 1 {
            assert!(matches!(sign(&text, &[]), Err(CosignError::Fork(_))));
        }
        let line = sign(
            &text,
            &ledger.consistency_proof(size, size + count).unwrap(),
        )
        .unwrap();
        assert_eq!(
            verify_cosignature(&text, &line, &cosigner_key(&node)),
            Some(now)
        );
        assert_eq!(verify_cosignature(&text, &line, &cosigner_key(&log)), None);
        // The log's signature stays good with the cosignature at the end.
        verify_checkpoint(&format!("{text}{line}"), &log.verifier_key()).unwrap();
        size += count;
        assert_eq!(
            last_cosigned(&FileSystem, &path).unwrap().unwrap().size,
            size
        );
    }
    let older = ledger.checkpoint(&log, 3).unwrap();
    assert!(matches!(
        sign(&older, &[]),
        Err(CosignError::Older {
            size: 3,
            signed: 25
        })
    ));
    let (other, mut appender) = Ledger::open(fork.path(), options()).unwrap();
    let mut draft = crate::support::draft(1);
    draft.salt = [99; 32];
    appender
        .append(&[quarterday_proto::record::encode(&draft, 1, &[0; 32])])
        .unwrap();
    append(&mut appender, 30).unwrap();
    let forked = other.checkpoint(&log, 31).unwrap();
    let proof = other.consistency_proof(25, 31).unwrap();
    assert!(matches!(sign(&forked, &proof), Err(CosignError::Fork(_))));
    std::fs::write(&path, "nothing").unwrap();
    assert!(matches!(
        sign(&forked, &proof),
        Err(CosignError::Forgotten { .. })
    ));
}
