//! The tree over HTTP as C2SP tlog-tiles lays it out, read by the crate
//! tlog_tiles and by pymerkle, which know nothing of this log.

use std::cell::RefCell;

use quarterday_tests::{COUNCIL, Folder, Http, Server, observation, python, script};
use tlog_tiles::{
    Error, Tile, TileHashReader, TileReader, check_record, check_tree, prove_record, prove_tree,
    record_hash, tree_hash,
};

/// Enough for two full tiles and a part of one.
const COMMITS: u64 = 600;

struct Log {
    folder: Folder,
    server: Server,
    token: String,
    http: Http,
}

impl Log {
    async fn grown() -> Self {
        let folder = Folder::with_plan();
        let (writer, token) = (
            folder.token("writer", "write"),
            folder.token("reader", "read"),
        );
        let server = folder.serve();
        let http = Http::network(server.base(), &writer);
        for number in 0..COMMITS {
            let path = format!("/api/v1/{COUNCIL}/commands");
            http.post(&path, &format!("o-{number}"), &observation(number))
                .await
                .good();
        }
        let http = Http::network(server.base(), &token);
        Self {
            folder,
            server,
            token,
            http,
        }
    }

    async fn fetch(&self, path: &str) -> Vec<u8> {
        let answer = self
            .http
            .get(&format!("/api/v1/{COUNCIL}/log/{path}"))
            .await;
        assert_eq!(answer.status, 200, "{path}");
        answer.body
    }

    /// Size and root of the signed checkpoint.
    async fn checkpoint(&self) -> tlog_tiles::Checkpoint {
        let text = self.fetch("checkpoint").await;
        let note = String::from_utf8(text).unwrap();
        let key = self
            .http
            .get(&format!("/api/v1/{COUNCIL}/verifier-key"))
            .await;
        let key = String::from_utf8(key.body).unwrap();
        quarterday_ledger::verify_checkpoint(&note, key.trim()).unwrap();
        let (text, _) = note.split_once("\n\n").unwrap();
        tlog_tiles::Checkpoint::from_bytes(format!("{text}\n").as_bytes()).unwrap()
    }
}

/// Reads tiles over HTTP for the crate that checks them.
struct Remote<'a> {
    log: &'a Log,
    asked: RefCell<Vec<String>>,
}

impl TileReader for Remote<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, Error> {
        let fetch = |tile: &Tile| {
            // The crate's names also say the height, which is always 8 here.
            let path = tile.path().replacen("tile/8/", "tile/", 1);
            self.asked.borrow_mut().push(path.clone());
            let fetched = self.log.fetch(&path);
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(fetched))
        };
        Ok(tiles.iter().map(fetch).collect())
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}

/// The entries of a bundle, each after its length in two bytes.
fn entries(mut bundle: &[u8]) -> Vec<&[u8]> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bundle.split_first_chunk() {
        let (entry, rest) = rest.split_at(u16::from_be_bytes(*length).into());
        entries.push(entry);
        bundle = rest;
    }
    entries
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_read_the_tree_in_tiles() {
    let log = Log::grown().await;
    let checkpoint = log.checkpoint().await;
    let (size, root) = (checkpoint.size(), *checkpoint.hash());
    assert!(size > 2 * 256 && !size.is_multiple_of(256), "{size}");
    let mut heads = Vec::new();
    for index in 0..size.div_ceil(256) {
        let width = (size - index * 256).min(256);
        let part = if width < 256 {
            format!(".p/{width}")
        } else {
            String::new()
        };
        let bundle = log.fetch(&format!("tile/entries/{index:03}{part}")).await;
        heads.extend(entries(&bundle).into_iter().map(<[u8]>::to_vec));
    }
    assert_eq!(heads.len() as u64, size);

    // Every tile that is read is checked against the root on the way.
    let remote = Remote {
        log: &log,
        asked: RefCell::default(),
    };
    let reader = TileHashReader::new(size, root, &remote);
    for index in [0, 1, 255, 256, 300, 511, 512, size - 1] {
        let leaf = record_hash(&heads[usize::try_from(index).unwrap()]);
        let proof = prove_record(size, index, &reader).unwrap();
        check_record(&proof, size, root, index, leaf).unwrap();
        check_record(&proof, size, root, index, record_hash(b"other")).unwrap_err();
    }
    // An earlier tree is a part of this one.
    for old in [1, 255, 256, 400, 513] {
        let old_root = tree_hash(old, &reader).unwrap();
        let proof = prove_tree(size, old, &reader).unwrap();
        check_tree(&proof, size, root, old, old_root).unwrap();
        let signed = format!("/api/v1/{COUNCIL}/checkpoint?size={old}");
        let signed = String::from_utf8(log.http.get(&signed).await.body).unwrap();
        assert!(signed.contains(&old_root.to_string()), "{signed}");
    }
    let asked = remote.asked.take();
    for level in ["tile/0/001", "tile/1/000.p/2"] {
        assert!(asked.iter().any(|path| path == level), "{asked:?}");
    }
    // A part of a full tile is its beginning; what there is not is not found.
    let whole = log.fetch("tile/0/000").await;
    assert_eq!(log.fetch("tile/0/000.p/7").await, whole[..7 * 32]);
    let beyond = format!("0/002.p/{}", size - 512 + 1);
    for none in [
        "0/0",
        "0/003",
        "00/000",
        "2/000.p/1",
        "9/000",
        "64/000",
        "x/000",
        "entries/003",
        &beyond,
    ] {
        let path = format!("/api/v1/{COUNCIL}/log/tile/{none}");
        log.http.get(&path).await.problem(404, "no_such_tile");
    }

    let Log {
        folder,
        server,
        token,
        ..
    } = log;
    let checked = python()
        .arg(script("docs/verifying/check_tiles.py"))
        .arg(format!("{}/api/v1/{COUNCIL}/log", server.base()))
        .arg(&token)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{said}");
    let report = folder.verify();
    let expected = format!(
        "{} {}\n",
        report["places"],
        report["root"].as_str().unwrap()
    );
    assert_eq!(String::from_utf8_lossy(&checked.stdout), expected);
}
