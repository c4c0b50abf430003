//! Snapshots of projections: what a reader computed from places 1 to n.

use quarterday_proto::record::Hash;
use serde::{Deserialize, Serialize};

use super::{Broken, Index};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::read_lock;

/// Bytes of one stored value; sled is slow with larger ones.
const CHUNK_BYTES: usize = 1 << 20;

/// A snapshot that fits the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Place that it was computed up to.
    pub place: u64,
    /// What was saved.
    pub bytes: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    code_version: String,
    place: u64,
    root: Hash,
    chunks: u32,
    length: u64,
    crc: u32,
}

impl Ledger {
    /// Keeps what a projection computed up to a place whose root it knows. The
    /// one saved before under this name is replaced. It may be gone at the next
    /// start, like everything in the indexes.
    ///
    /// # Errors
    /// [`Error::Index`].
    pub fn save_snapshot(
        &self,
        name: &str,
        code_version: &str,
        place: u64,
        root: Hash,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let header = Header {
            code_version: code_version.to_owned(),
            place,
            root,
            chunks: bytes.chunks(CHUNK_BYTES).len() as u32,
            length: bytes.len() as u64,
            crc: crc32c::crc32c(bytes),
        };
        let index = &self.shared.index;
        index
            .save(name, &header, bytes)
            .map_err(|reason| self.index_error(reason))
    }

    /// What was saved under a name by this version of the code, if it is whole
    /// and the log has the same root at its place.
    pub fn load_snapshot(&self, name: &str, code_version: &str) -> Option<Snapshot> {
        let (header, bytes) = self.shared.index.load_saved(name).ok().flatten()?;
        if header.code_version != code_version || header.place > self.head().place {
            return None;
        }
        let fits = self
            .root(header.place)
            .is_ok_and(|root| root == header.root);
        fits.then_some(Snapshot {
            place: header.place,
            bytes,
        })
    }

    /// Place and bytes of what was saved under a name by this version of the
    /// code, if the log has the same root at that place.
    pub fn snapshot_of(&self, name: &str, code_version: &str) -> Option<(u64, u64)> {
        let header = self.shared.index.saved_header(name).ok().flatten()?;
        let place = header.place;
        if header.code_version != code_version || place > self.head().place {
            return None;
        }
        let fits = self.root(place).is_ok_and(|root| root == header.root);
        fits.then_some((place, header.length))
    }

    /// Removes what was saved under a name.
    ///
    /// # Errors
    /// [`Error::Index`].
    pub fn remove_snapshot(&self, name: &str) -> Result<(), Error> {
        let index = &self.shared.index;
        index
            .remove_saved(name)
            .map_err(|reason| self.index_error(reason))
    }

    pub(crate) fn index_error(&self, reason: String) -> Error {
        Error::Index {
            path: self.shared.dir.join("index"),
            reason,
        }
    }
}

impl Index {
    fn save(&self, name: &str, header: &Header, bytes: &[u8]) -> Result<(), Broken> {
        let store = std::sync::Arc::clone(&read_lock(&self.state).store);
        self.remove_saved(name)?;
        for (number, chunk) in (0_u32..).zip(bytes.chunks(CHUNK_BYTES)) {
            store.put(vec![(chunk_key(name, number), chunk.to_vec())])?;
        }
        let header = serde_json::to_vec(header).map_err(|error| error.to_string())?;
        store.put(vec![(header_key(name), header)])?;
        store.flush()
    }

    fn remove_saved(&self, name: &str) -> Result<(), Broken> {
        let store = std::sync::Arc::clone(&read_lock(&self.state).store);
        store.remove_prefix(&header_key(name))?;
        store.remove_prefix(&chunk_prefix(name))
    }

    fn saved_header(&self, name: &str) -> Result<Option<Header>, Broken> {
        let store = std::sync::Arc::clone(&read_lock(&self.state).store);
        let header = store.get(&header_key(name))?;
        Ok(header.and_then(|header| serde_json::from_slice(&header).ok()))
    }

    fn load_saved(&self, name: &str) -> Result<Option<(Header, Vec<u8>)>, Broken> {
        let Some(header) = self.saved_header(name)? else {
            return Ok(None);
        };
        let store = std::sync::Arc::clone(&read_lock(&self.state).store);
        let mut bytes = Vec::new();
        for number in 0..header.chunks {
            let Some(chunk) = store.get(&chunk_key(name, number))? else {
                return Ok(None);
            };
            bytes.extend_from_slice(&chunk);
        }
        let whole = bytes.len() as u64 == header.length && crc32c::crc32c(&bytes) == header.crc;
        Ok(whole.then_some((header, bytes)))
    }
}

fn header_key(name: &str) -> Vec<u8> {
    [b"S", name.as_bytes(), &[0]].concat()
}

fn chunk_prefix(name: &str) -> Vec<u8> {
    [b"s", name.as_bytes(), &[0]].concat()
}

fn chunk_key(name: &str, number: u32) -> Vec<u8> {
    [&chunk_prefix(name)[..], &number.to_be_bytes()].concat()
}
