//! Every scheme of the published cases loads: as data alone, without a line of
//! code for any of them.

use quarterday_domain::scheme::{load, parse};

#[test]
fn every_published_scheme_gives_each_item_one_status() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fixtures/published"
    );
    let mut seen = 0;
    for case in std::fs::read_dir(folder).unwrap() {
        let path = case.unwrap().path().join("scheme.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let scheme = parse(&text).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        load(scheme).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        seen += 1;
    }
    assert_eq!(seen, 10);
}
