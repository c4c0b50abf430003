//! Cosignatures of other nodes (C2SP tlog-cosignature, `cosignature/v1`).
//!
//! A node cosigns a checkpoint only if it continues the last one that it
//! cosigned. What it signed last is stored synced before the signature leaves,
//! so that a node put back to an older state cannot be brought to sign a fork.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use quarterday_proto::record::Hash;
use serde::{Deserialize, Serialize};

use crate::checkpoint::{CheckpointError, parse, verify_checkpoint};
use crate::disk::{self, Disk};
use crate::error::Error;
use crate::key::LogKey;
use crate::segment::side_file;
use crate::tree::{self, ProofError};

/// Algorithm byte of a timestamped cosignature.
const COSIGNATURE_V1: u8 = 4;

/// Why a checkpoint is not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum CosignError {
    /// The checkpoint itself is not in order.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// It is older than what was cosigned last.
    #[error("the checkpoint has {size} leaves, fewer than the {signed} that were cosigned")]
    Older {
        /// Size of the checkpoint.
        size: u64,
        /// Size cosigned last.
        signed: u64,
    },
    /// It does not continue what was cosigned last: the log was forked.
    #[error("the checkpoint does not continue the one that was cosigned last")]
    Fork(#[source] ProofError),
    /// The file of what was cosigned last is unreadable; signing without it
    /// could sign a fork.
    #[error("{} does not say what was cosigned last", path.display())]
    Forgotten {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] Error),
}

/// The size and root that a node cosigned last for a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cosigned {
    /// Name of the log.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root of that tree.
    #[serde(with = "side_file::hash")]
    pub root: Hash,
}

/// What a node cosigned last according to its file; `None` if nothing yet.
///
/// # Errors
/// [`CosignError`] when the file is there but unreadable.
pub fn last_cosigned(disk: &dyn Disk, path: &Path) -> Result<Option<Cosigned>, CosignError> {
    let bytes = disk::read_whole(disk, path).map_err(Error::io("read", path))?;
    let Some(bytes) = bytes else { return Ok(None) };
    let cosigned = side_file::decode("cosigned", &bytes);
    cosigned.map(Some).ok_or_else(|| CosignError::Forgotten {
        path: path.to_owned(),
    })
}

/// Checks that a checkpoint signed by `log_key` continues the one cosigned
/// last, by `proof`, notes it in the file and gives the cosignature line, to be
/// put at the end of the checkpoint.
///
/// # Errors
/// [`CosignError`]; nothing is then signed.
pub fn cosign(
    disk: &dyn Disk,
    path: &Path,
    node_key: &LogKey,
    log_key: &str,
    text: &str,
    proof: &[Hash],
    now: Timestamp,
) -> Result<String, CosignError> {
    let checkpoint = verify_checkpoint(text, log_key)?;
    let (size, root) = (checkpoint.size, checkpoint.root);
    match last_cosigned(disk, path)? {
        Some(last) if last.origin == checkpoint.origin => {
            if size < last.size {
                return Err(CosignError::Older {
                    size,
                    signed: last.size,
                });
            }
            tree::verify_consistency(last.size, &last.root, size, &root, proof)
                .map_err(CosignError::Fork)?;
        }
        // Another origin is another log, or this one after a restore.
        Some(_) | None => {}
    }
    let cosigned = Cosigned {
        origin: checkpoint.origin,
        size,
        root,
    };
    disk::replace(disk, path, &side_file::encode("cosigned", &cosigned))
        .map_err(Error::io("write", path))?;
    let (note, _) = parse(text)?;
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let signature = node_key.sign_bytes(&message(seconds, note.text()));
    let id = node_key.id(COSIGNATURE_V1).to_be_bytes();
    let bytes = [&id[..], &seconds.to_be_bytes(), &signature].concat();
    Ok(format!(
        "— {} {}\n",
        node_key.name(),
        BASE64_STANDARD.encode(bytes)
    ))
}

/// The public key under which a node's cosignatures verify.
pub fn cosigner_key(key: &LogKey) -> String {
    key.public(COSIGNATURE_V1)
}

/// When a node cosigned a checkpoint, if the line is its cosignature.
pub fn verify_cosignature(text: &str, line: &str, cosigner_key: &str) -> Option<Timestamp> {
    let (note, _) = parse(text).ok()?;
    let (name, rest) = cosigner_key.split_once('+')?;
    let (id, public) = rest.split_once('+')?;
    let public = BASE64_STANDARD.decode(public).ok()?;
    let (algorithm, public_key) = public.split_first()?;
    let id = u32::from_str_radix(id, 16).ok()?;
    if *algorithm != COSIGNATURE_V1 || id != signed_note::key_id(name, &public) {
        return None;
    }
    let bytes = line.trim_end().strip_prefix(&format!("— {name} "))?;
    let bytes = BASE64_STANDARD.decode(bytes).ok()?;
    let (stated, rest) = bytes.split_first_chunk::<4>()?;
    let (seconds, signature) = rest.split_first_chunk::<8>()?;
    let seconds = u64::from_be_bytes(*seconds);
    let key = ed25519_dalek::VerifyingKey::from_bytes(public_key.try_into().ok()?).ok()?;
    let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
    let holds = key
        .verify_strict(&message(seconds, note.text()), &signature)
        .is_ok();
    let at = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    (holds && u32::from_be_bytes(*stated) == id).then_some(at)
}

fn message(seconds: u64, body: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {seconds}\n").as_bytes(), body].concat()
}
