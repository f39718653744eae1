//! Actions on the network.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::time::Duration;

use crate::sys;

const CONNECT_LIMIT: Duration = Duration::from_secs(2);

// socket(2), packet(7)
const AF_INET: isize = 2;
const AF_PACKET: isize = 17;
const SOCK_RAW: isize = 3;
const IPPROTO_ICMP: isize = 1;
/// Every protocol, in network byte order.
const ETH_P_ALL: isize = 0x0300;

pub fn bind(port: u16) -> io::Result<()> {
    TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).map(drop)
}

pub fn connect(address: SocketAddr) -> io::Result<()> {
    TcpStream::connect_timeout(&address, CONNECT_LIMIT).map(drop)
}

pub fn icmp_socket() -> io::Result<OwnedFd> {
    sys::socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)
}

pub fn packet_socket() -> io::Result<()> {
    sys::socket(AF_PACKET, SOCK_RAW, ETH_P_ALL).map(drop)
}

/// Sends an echo request and waits for no answer.
pub fn send_echo(to: Ipv4Addr) -> io::Result<()> {
    /// Type 8, code 0, its checksum, identifier and sequence number 0: RFC 792.
    const ECHO: [u8; 8] = [8, 0, 0xf7, 0xff, 0, 0, 0, 0];
    sys::send_to(&icmp_socket()?, &ECHO, to)
}
