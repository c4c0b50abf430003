//! Checkpoints: the size and root of a log, signed (C2SP tlog-checkpoint).

use quarterday_proto::record::Hash;
use signed_note::{Note, VerifierList};
use tlog_tiles::checkpoint::Checkpoint as Body;

use crate::error::Error;
use crate::key::{KeyError, LogKey, verifier};
use crate::ledger::Ledger;

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root of the tree of that size.
    pub root: Hash,
}

/// Why a checkpoint is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The verifier key cannot be read.
    #[error("the verifier key is malformed")]
    Key,
    /// The text is no signed checkpoint.
    #[error("the text is no signed checkpoint")]
    Malformed,
    /// No signature of the key, or a false one.
    #[error("the checkpoint is not signed by the key")]
    Signature,
    /// The checkpoint is of another log than the key's.
    #[error("the checkpoint is of another log than the key")]
    Origin,
}

impl Ledger {
    /// A signed note over the tree of `size` leaves. Only sizes that readers
    /// see are signed, and so never one that a power cut may take back.
    ///
    /// # Errors
    /// [`Error::NoSuchProof`] beyond the head.
    pub fn checkpoint(&self, key: &LogKey, size: u64) -> Result<String, Error> {
        let root = self.root(size)?;
        Ok(sign(key, size, &root)?)
    }
}

/// Signs a size and a root. The caller answers for them being acknowledged.
///
/// # Errors
/// [`KeyError`] when the key's name cannot stand in a note.
pub fn sign(key: &LogKey, size: u64, root: &Hash) -> Result<String, KeyError> {
    let malformed = |_| KeyError::Malformed;
    let body = Body::new(key.name(), size, tlog_tiles::tlog::Hash(*root), "");
    let body = body.map_err(|_| KeyError::Malformed)?;
    let mut note = Note::new(&body.to_bytes(), &[]).map_err(malformed)?;
    note.add_sigs(&[&key.signer()?]).map_err(malformed)?;
    String::from_utf8(note.to_bytes()).map_err(|_| KeyError::Malformed)
}

/// Checks a checkpoint's signature by a key in its text form; needs nothing
/// else, so it can be done offline.
///
/// # Errors
/// [`CheckpointError`].
pub fn verify_checkpoint(text: &str, verifier_key: &str) -> Result<Checkpoint, CheckpointError> {
    let verifier = verifier(verifier_key).map_err(|_| CheckpointError::Key)?;
    let name = signed_note::Verifier::name(&verifier).to_owned();
    let (note, checkpoint) = parse(text)?;
    let known = VerifierList::new(vec![Box::new(verifier)]);
    note.verify(&known)
        .map_err(|_| CheckpointError::Signature)?;
    if checkpoint.origin == name {
        Ok(checkpoint)
    } else {
        Err(CheckpointError::Origin)
    }
}

/// Reads a checkpoint without checking who signed it.
pub(crate) fn parse(text: &str) -> Result<(Note, Checkpoint), CheckpointError> {
    let note = Note::from_bytes(text.as_bytes()).map_err(|_| CheckpointError::Malformed)?;
    let body = Body::from_bytes(note.text()).map_err(|_| CheckpointError::Malformed)?;
    let checkpoint = Checkpoint {
        origin: body.origin().to_owned(),
        size: body.size(),
        root: body.hash().0,
    };
    Ok((note, checkpoint))
}
