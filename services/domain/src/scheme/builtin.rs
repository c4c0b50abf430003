//! The schemes that come with the product, as data. A council adopts one by
//! name, or copies and changes it.

use quarterday_proto::scheme::Scheme;

use super::compile::parse;

const FILES: &[&str] = &[
    include_str!("../../schemes/rochdale-2019.toml"),
    include_str!("../../schemes/rochdale-2020.toml"),
    include_str!("../../schemes/rutland.toml"),
    include_str!("../../schemes/derby.toml"),
    include_str!("../../schemes/plain.toml"),
];

/// Every version of the built-in scheme of this name, oldest first; none if
/// there is no such scheme.
pub fn builtin(name: &str) -> Vec<Scheme> {
    let mut versions: Vec<Scheme> = all()
        .into_iter()
        .filter(|scheme| scheme.scheme == name)
        .collect();
    versions.sort_by_key(|scheme| scheme.from);
    versions
}

/// The names of the built-in schemes.
pub fn builtin_names() -> Vec<String> {
    let mut names: Vec<String> = all().into_iter().map(|scheme| scheme.scheme).collect();
    names.sort();
    names.dedup();
    names
}

fn all() -> Vec<Scheme> {
    FILES
        .iter()
        .map(|text| parse(text).expect("a test reads every built-in scheme"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_scheme_gives_each_item_one_status() {
        for text in FILES {
            let scheme = parse(text).unwrap_or_else(|rejection| panic!("{rejection}"));
            let name = scheme.scheme.clone();
            if let Err(rejection) = super::super::load(scheme) {
                panic!("{name}: {rejection}");
            }
        }
        assert!(builtin("rochdale").len() >= 2);
        assert!(builtin("no such scheme").is_empty());
    }
}
