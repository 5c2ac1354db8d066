//! Certificates, made when a server with TLS is started.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use crate::{Error, folder::Folder};

/// Files in PEM that a client of a server with TLS needs. They go with the server.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    folder: PathBuf,
}

impl TlsFiles {
    /// The certificate of the authority that signed the server's certificate (for `localhost` and `127.0.0.1`) and the
    /// client's.
    pub fn authority(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    /// The client's certificate. The server asks for one and does not insist, unless
    /// `CONFIG SET tls-auth-clients yes` makes it.
    pub fn client_certificate(&self) -> PathBuf {
        self.folder.join("client.pem")
    }

    /// The private key of the client's certificate, in PKCS #8.
    pub fn client_key(&self) -> PathBuf {
        self.folder.join("client-key.pem")
    }

    /// Makes an authority, whose key is not kept, and a certificate each for a server and a client.
    pub(super) fn create(folder: &Folder) -> Result<Self, Error> {
        let made = certificates().map_err(Error::during("making certificates"))?;
        for (name, content) in made {
            folder.write(name, &content)?;
        }
        Ok(Self { folder: folder.path().to_owned() })
    }

    /// The directives of the server.
    pub(super) fn settings(folder: &Path, port: u16) -> String {
        let folder = folder.display();
        format!(
            "tls-port {port}\ntls-ca-cert-file \"{folder}/authority.pem\"\ntls-cert-file \"{folder}/server.pem\"\n\
             tls-key-file \"{folder}/server-key.pem\"\ntls-auth-clients optional\n"
        )
    }
}

fn certificates() -> Result<[(&'static str, String); 5], rcgen::Error> {
    let mut authority = named("db-testcontainers authority", &[])?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let key = KeyPair::generate()?;
    let certificate = authority.self_signed(&key)?.pem();
    let issuer = Issuer::new(authority, key);

    let server = named("db-testcontainers server", &["localhost", "127.0.0.1"])?;
    let (server, server_key) = signed(server, ExtendedKeyUsagePurpose::ServerAuth, &issuer)?;
    let client = named("db-testcontainers client", &[])?;
    let (client, client_key) = signed(client, ExtendedKeyUsagePurpose::ClientAuth, &issuer)?;
    Ok([
        ("authority.pem", certificate),
        ("server.pem", server),
        ("server-key.pem", server_key),
        ("client.pem", client),
        ("client-key.pem", client_key),
    ])
}

fn named(name: &str, hosts: &[&str]) -> Result<CertificateParams, rcgen::Error> {
    let hosts: Vec<String> = hosts.iter().map(|&host| host.to_owned()).collect();
    let mut certificate = CertificateParams::new(hosts)?;
    certificate.distinguished_name.push(DnType::CommonName, name);
    Ok(certificate)
}

/// The certificate and its key.
fn signed(
    mut certificate: CertificateParams,
    purpose: ExtendedKeyUsagePurpose,
    issuer: &Issuer<'_, KeyPair>,
) -> Result<(String, String), rcgen::Error> {
    certificate.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    certificate.extended_key_usages = vec![purpose];
    let key = KeyPair::generate()?;
    Ok((certificate.signed_by(&key, issuer)?.pem(), key.serialize_pem()))
}
