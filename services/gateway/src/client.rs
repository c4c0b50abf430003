//! Where a request comes from: the address of the peer, or what a proxy says of
//! it, where the proxy is one of ours.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use serde::Deserialize;

const FORWARDED_FOR: &str = "x-forwarded-for";
/// Bits of an IPv6 address that one subscriber has for all of theirs.
const SUBSCRIBER_BITS: u8 = 64;

/// An address, or all that begin with some bits: `10.0.0.0/8`, `2001:db8::/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// What is no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoNetwork(String);

impl fmt::Display for NoNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.0;
        write!(
            f,
            "`{text}` is no address and no network such as 10.0.0.0/8"
        )
    }
}

impl std::error::Error for NoNetwork {}

impl FromStr for Network {
    type Err = NoNetwork;

    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let none = || NoNetwork(text.chars().take(60).collect());
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| none())?;
        let address = address.to_canonical();
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(all), |bits| bits.parse().map_err(|_| none()))?;
        if bits > all {
            return Err(none());
        }
        Ok(Self { address, bits })
    }
}

impl TryFrom<String> for Network {
    type Error = NoNetwork;

    fn try_from(text: String) -> Result<Self, NoNetwork> {
        text.parse()
    }
}

impl Network {
    fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let rest = 32 - u32::from(self.bits);
                let mask = u32::MAX.checked_shl(rest).unwrap_or(0);
                own.to_bits() & mask == other.to_bits() & mask
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                first(own, self.bits) == first(other, self.bits)
            }
            _ => false,
        }
    }
}

/// Who asks: the last address that none of our proxies has. What stands before it
/// in the header anybody may have written.
pub(crate) fn of(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let is_ours = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
    let mut client = peer;
    if is_ours(client) {
        let all = headers.get_all(FORWARDED_FOR).iter();
        let all: Vec<&str> = all.filter_map(|value| value.to_str().ok()).collect();
        let entries = all.iter().rev().flat_map(|line| line.rsplit(','));
        for entry in entries {
            let Some(address) = address(entry.trim()) else {
                break;
            };
            client = address;
            if !is_ours(client) {
                break;
            }
        }
    }
    subscriber(client)
}

/// An address as proxies write it, some with a port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(with_port)
}

/// What stands for all addresses of one subscriber.
fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => first(address, SUBSCRIBER_BITS).into(),
        address => address,
    }
}

fn first(address: Ipv6Addr, bits: u8) -> Ipv6Addr {
    let rest = 128 - u32::from(bits);
    Ipv6Addr::from_bits(address.to_bits() & u128::MAX.checked_shl(rest).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_addresses() {
        let check = |network: &str, address: &str, holds: bool| {
            let network: Network = network.parse().unwrap();
            let address = address.parse().unwrap();
            assert_eq!(network.contains(address), holds, "{network:?} {address}");
        };
        check("10.0.0.0/8", "10.200.3.4", true);
        check("10.0.0.0/8", "11.0.0.1", false);
        check("10.1.2.3", "10.1.2.3", true);
        check("10.1.2.3", "10.1.2.4", false);
        check("10.1.2.3", "::ffff:10.1.2.3", true);
        check("0.0.0.0/0", "192.0.2.1", true);
        check("0.0.0.0/0", "::1", false);
        check("2001:db8::/32", "2001:db8:1::1", true);
        check("2001:db8::/32", "2001:db9::1", false);
        check("::/0", "2001:db9::1", true);
        for text in ["", "x", "10.0.0.0/33", "10.0.0.0/x", "::/129"] {
            assert!(text.parse::<Network>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_our_proxies_are_believed() {
        let proxies = ["10.0.0.0/8".parse().unwrap(), "127.0.0.1".parse().unwrap()];
        let check = |peer: &str, forwarded: &[&str], client: &str| {
            let mut headers = HeaderMap::new();
            for line in forwarded {
                headers.append(FORWARDED_FOR, line.parse().unwrap());
            }
            let found = of(peer.parse().unwrap(), &headers, &proxies);
            assert_eq!(found.to_string(), client, "{peer} {forwarded:?}");
        };
        check("192.0.2.1", &[], "192.0.2.1");
        check("192.0.2.1", &["198.51.100.7"], "192.0.2.1");
        check("127.0.0.1", &[], "127.0.0.1");
        check("127.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check("127.0.0.1", &["198.51.100.7:4711"], "198.51.100.7");
        check(
            "127.0.0.1",
            &["1.1.1.1, 198.51.100.7, 10.3.2.1"],
            "198.51.100.7",
        );
        check("127.0.0.1", &["1.1.1.1", "198.51.100.7"], "198.51.100.7");
        check("127.0.0.1", &["198.51.100.7, unknown"], "127.0.0.1");
        check("127.0.0.1", &["10.1.1.1, 10.3.2.1"], "10.1.1.1");
        check("10.1.1.1", &["[2001:db8::5:6]:80"], "2001:db8::");
        check("2001:db8:1:2:3:4:5:6", &[], "2001:db8:1:2::");
    }
}
