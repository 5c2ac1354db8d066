//! A server alone.

use std::time::Duration;

use db_testcontainers::Redis;

use crate::client::{Client, Failure};

#[tokio::test]
async fn concurrent_redis_starts_share_one_server() {
    let starts: Vec<_> = (0..4).map(|_| tokio::spawn(Redis::start())).collect();
    let mut urls = Vec::new();
    for start in starts {
        urls.push(start.await.unwrap().unwrap().url().to_owned());
    }
    urls.dedup();
    assert_eq!(urls.len(), 1);
    assert_eq!(Client::connect(&urls[0]).unwrap().ask("PING"), "+PONG");
}

#[tokio::test]
async fn concurrent_own_redis_servers_are_separate() {
    let starts: Vec<_> = (0..6).map(|_| tokio::spawn(Redis::start_own())).collect();
    let mut servers = Vec::new();
    for start in starts {
        servers.push(start.await.unwrap().unwrap());
    }
    for (number, server) in servers.iter().enumerate() {
        assert_eq!(Client::connect(server.url()).unwrap().ask(&format!("SET number {number}")), "+OK");
    }
    for (number, server) in servers.iter().enumerate() {
        let number = number.to_string();
        assert_eq!(Client::connect(server.url()).unwrap().ask("GET number"), format!("$1\r\n{number}"));
    }
}

#[tokio::test]
async fn redis_server_has_the_settings_it_is_started_with() {
    let settings = [("maxmemory", "1mb"), ("save", "60 1"), ("maxmemory-policy", "allkeys-lru")];
    let own = Redis::start_own_with(&settings).await.unwrap();
    let mut client = Client::connect(own.url()).unwrap();
    assert_eq!(client.ask("CONFIG GET maxmemory"), "*2\r\n$9\r\nmaxmemory\r\n$7\r\n1048576");
    assert_eq!(
        client.ask("CONFIG GET maxmemory-policy"),
        "*2\r\n$16\r\nmaxmemory-policy\r\n$11\r\nallkeys-lru"
    );
    assert_eq!(client.ask("CONFIG GET save"), "*2\r\n$4\r\nsave\r\n$4\r\n60 1");
}

#[tokio::test]
async fn redis_server_keeps_nothing_on_disk() {
    let own = Redis::start_own().await.unwrap();
    let mut client = Client::connect(own.url()).unwrap();
    assert_eq!(client.ask("CONFIG GET save"), "*2\r\n$4\r\nsave\r\n$0\r\n");
    assert_eq!(client.ask("CONFIG GET appendonly"), "*2\r\n$10\r\nappendonly\r\n$2\r\nno");
}

#[tokio::test]
async fn unknown_redis_setting_is_named_in_the_error() {
    let error = Redis::start_own_with(&[("no-such-setting", "1")]).await.unwrap_err().to_string();
    assert!(error.contains("redis-server ended at its start"), "{error}");
    assert!(error.contains("no-such-setting"), "{error}");
}

#[tokio::test]
async fn wrong_redis_password_is_refused() {
    let own = Redis::start_own().await.unwrap();
    let mut right = Client::connect(&own.password_url().unwrap()).unwrap();
    assert_eq!(right.ask("ACL WHOAMI"), "$13\r\nwith_password");
    assert_eq!(right.ask("SET key value"), "+OK");
    let refused = Client::connect(&own.wrong_password_url().unwrap()).unwrap_err();
    assert_eq!(
        refused,
        Failure::Refused("-WRONGPASS invalid username-password pair or user is disabled.".to_owned())
    );
}

#[tokio::test]
async fn redis_server_with_requirepass_refuses_other_clients() {
    let own = Redis::start_own_with(&[("requirepass", "secret")]).await.unwrap();
    assert_eq!(own.url(), format!("redis://:secret@127.0.0.1:{}", own.port()));
    assert_eq!(Client::connect(own.url()).unwrap().ask("PING"), "+PONG");
    let mut unknown = Client::connect(&format!("redis://127.0.0.1:{}", own.port())).unwrap();
    assert_eq!(unknown.ask("PING"), "-NOAUTH Authentication required.");
}

#[cfg(unix)]
#[tokio::test]
async fn local_redis_server_has_a_socket() {
    let own = Redis::start_own().await.unwrap();
    let Some(socket) = own.unix_socket() else {
        return assert!(own.socket_url().is_none());
    };
    assert_eq!(own.socket_url().unwrap(), format!("redis+unix://{}", socket.display()));
    assert_eq!(Client::over(std::os::unix::net::UnixStream::connect(socket).unwrap()).ask("PING"), "+PONG");
}

#[tokio::test]
async fn dropped_own_redis_server_is_gone() {
    let shared = Redis::start().await.unwrap();
    let own = Redis::start_own().await.unwrap();
    assert_ne!(own.url(), shared.url());
    let (url, socket) = (own.url().to_owned(), own.unix_socket().map(ToOwned::to_owned));
    Client::connect(&url).unwrap();

    drop(own);
    assert_eq!(Client::connect(&url).unwrap_err(), Failure::NobodyListens);
    assert!(socket.is_none_or(|socket| !socket.parent().unwrap().exists()));
    assert_eq!(Client::connect(shared.url()).unwrap().ask("PING"), "+PONG");
}

#[tokio::test]
async fn killed_redis_server_closes_connections_without_an_answer() {
    let own = Redis::start_own().await.unwrap();
    let mut client = Client::connect(own.url()).unwrap();
    client.send("BLPOP queue 0");
    own.kill().unwrap();
    assert_eq!(client.answer().unwrap_err(), Failure::Closed);
    assert_eq!(Client::connect(own.url()).unwrap_err(), Failure::NobodyListens);
    own.kill().unwrap();
}

#[tokio::test]
async fn restarted_redis_server_keeps_its_address_and_is_empty() {
    let own = Redis::start_own_with(&[("maxmemory", "2mb")]).await.unwrap();
    if own.unix_socket().is_none() {
        return assert!(own.restart().unwrap_err().to_string().contains("programs on this machine"));
    }
    // Once killed, and once running.
    own.kill().unwrap();
    for _ in 0..2 {
        own.restart().unwrap();
        let mut client = Client::connect(own.url()).unwrap();
        assert_eq!(client.ask("CONFIG GET maxmemory"), "*2\r\n$9\r\nmaxmemory\r\n$7\r\n2097152");
        assert_eq!(client.ask("GET key"), "$-1");
        assert_eq!(client.ask("SET key value"), "+OK");
        assert_eq!(Client::connect(&own.password_url().unwrap()).unwrap().ask("PING"), "+PONG");
    }
}

#[tokio::test]
async fn paused_redis_server_answers_once_resumed() {
    let own = Redis::start_own().await.unwrap();
    if own.unix_socket().is_none() {
        return;
    }
    let mut client = Client::connect(own.url()).unwrap();
    own.pause().unwrap();
    client.send("PING");
    client.set_patience(Duration::from_millis(50));
    assert_eq!(client.answer().unwrap_err(), Failure::TooLate);
    own.resume().unwrap();
    client.set_patience(Duration::from_secs(20));
    assert_eq!(client.answer().unwrap(), "+PONG");

    own.pause().unwrap();
    own.kill().unwrap();
    assert!(own.resume().unwrap_err().to_string().contains("it was killed"));
}

#[tokio::test]
async fn shared_redis_server_cannot_be_killed_restarted_or_paused() {
    let shared = Redis::start().await.unwrap();
    for refused in [shared.kill(), shared.restart(), shared.pause(), shared.resume()] {
        assert!(refused.unwrap_err().to_string().contains("start_own"));
    }
    assert_eq!(Client::connect(shared.url()).unwrap().ask("PING"), "+PONG");
}
