//! The key of a log: Ed25519, in the encodings of C2SP signed notes, so that
//! tools that others wrote verify what it signs.
//!
//! The key's name is the log's origin, for example `quarterday/camden`. A log
//! that starts anew after a restore has another origin (`…/g2`) and so another
//! key name; nothing here assumes that a name has one key for ever.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signer as _, SigningKey};
use signed_note::{Signer, StandardSigner, StandardVerifier, VerifierError};

/// Algorithm byte of a plain Ed25519 signature.
const ED25519: u8 = 1;

/// Why a key is not what it should be.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key file cannot be read or written.
    #[error("the key file {} cannot be used", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The answer of the system.
        #[source]
        source: io::Error,
    },
    /// The key file can be read by others than its owner.
    #[error("the key file {} is open to others; it must have mode 0600", path.display())]
    Open {
        /// The file.
        path: PathBuf,
    },
    /// A name may not be empty nor hold blanks or `+`.
    #[error("`{name}` cannot name a key")]
    Name {
        /// The name.
        name: String,
    },
    /// Text that is no key, or one of another kind.
    #[error("the key is malformed")]
    Malformed,
    /// The file holds the key of another log.
    #[error("the key is `{found}`, not `{wanted}`")]
    OtherName {
        /// Name in the file.
        found: String,
        /// Name asked for.
        wanted: String,
    },
}

/// A private key.
#[derive(Clone)]
pub struct LogKey {
    name: String,
    key: SigningKey,
}

impl fmt::Debug for LogKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogKey({})", self.verifier_key())
    }
}

impl LogKey {
    /// A key from 32 random bytes, which the caller draws.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        if !signed_note::is_key_name_valid(name) {
            return Err(KeyError::Name {
                name: name.to_owned(),
            });
        }
        Ok(Self {
            name: name.to_owned(),
            key: SigningKey::from_bytes(seed),
        })
    }

    /// Makes a key and stores it, synced, in a new file that only its owner may
    /// read.
    ///
    /// # Errors
    /// [`KeyError::File`], also when the file exists: a key is never replaced.
    pub fn create(path: &Path, name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        let key = Self::from_seed(name, seed)?;
        let store = || {
            let mut options = OpenOptions::new();
            let mut file = options
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)?;
            writeln!(file, "{}", key.encode())?;
            file.sync_all()?;
            let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
            std::fs::File::open(dir.unwrap_or(Path::new(".")))?.sync_all()
        };
        store().map_err(|source| KeyError::File {
            path: path.to_owned(),
            source,
        })?;
        Ok(key)
    }

    /// Loads a key by its file and checks that it has this name.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn load(path: &Path, name: &str) -> Result<Self, KeyError> {
        use std::os::unix::fs::PermissionsExt as _;
        let file = |source| KeyError::File {
            path: path.to_owned(),
            source,
        };
        let mode = std::fs::metadata(path).map_err(file)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::Open {
                path: path.to_owned(),
            });
        }
        let text = std::fs::read_to_string(path).map_err(file)?;
        let key = Self::decode(text.trim_end())?;
        if key.name != name {
            return Err(KeyError::OtherName {
                found: key.name,
                wanted: name.to_owned(),
            });
        }
        Ok(key)
    }

    /// The key's name, the origin of the log.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public key as `<name>+<id>+<base64>` (C2SP signed-note).
    pub fn verifier_key(&self) -> String {
        signed_note::new_ed25519_verifier_key(&self.name, &self.key.verifying_key())
    }

    /// The private key as `PRIVATE+KEY+<name>+<id>+<base64>`, the form that
    /// other tools for signed notes keep.
    fn encode(&self) -> String {
        let secret = [&[ED25519][..], &self.key.to_bytes()].concat();
        let id = self.id(ED25519);
        format!(
            "PRIVATE+KEY+{}+{id:08x}+{}",
            self.name,
            BASE64_STANDARD.encode(secret)
        )
    }

    fn decode(text: &str) -> Result<Self, KeyError> {
        // The library checks the form and that the id fits the key.
        let signer = StandardSigner::new(text).map_err(|_| KeyError::Malformed)?;
        // Base64 may itself hold `+`; what stands before it never does.
        let secret = text.splitn(5, '+').nth(4).ok_or(KeyError::Malformed)?;
        let bytes = BASE64_STANDARD
            .decode(secret)
            .map_err(|_| KeyError::Malformed)?;
        let seed = bytes
            .get(1..)
            .and_then(|seed| <[u8; 32]>::try_from(seed).ok());
        Self::from_seed(signer.name(), &seed.ok_or(KeyError::Malformed)?)
    }

    /// Id of the key under an algorithm byte.
    pub(crate) fn id(&self, algorithm: u8) -> u32 {
        let public = [&[algorithm][..], self.key.verifying_key().as_bytes()].concat();
        signed_note::key_id(&self.name, &public)
    }

    /// The public key under an algorithm byte.
    pub(crate) fn public(&self, algorithm: u8) -> String {
        let public = [&[algorithm][..], self.key.verifying_key().as_bytes()].concat();
        let id = signed_note::key_id(&self.name, &public);
        format!("{}+{id:08x}+{}", self.name, BASE64_STANDARD.encode(public))
    }

    /// A signature over bytes.
    pub(crate) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The key as the library for signed notes takes it.
    pub(crate) fn signer(&self) -> Result<StandardSigner, KeyError> {
        StandardSigner::new(&self.encode()).map_err(|_| KeyError::Malformed)
    }
}

/// Reads a public key in its text form.
pub(crate) fn verifier(text: &str) -> Result<StandardVerifier, KeyError> {
    StandardVerifier::new(text.trim()).map_err(|error| match error {
        VerifierError::Format | VerifierError::Alg | VerifierError::Id => KeyError::Malformed,
    })
}
