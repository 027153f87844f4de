package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.UnrecoverableKeyException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway that cannot start says. */
final class GatewayStartTest {

  private static final GatewaySettings SETTINGS =
      new GatewaySettings(
          "::1",
          8443,
          null,
          Upstreams.of(List.of(new Upstream("/**", URI.create("http://127.0.0.1:1")))),
          Duration.ZERO);

  @TempDir private Path directory;

  @Test
  void start_portTaken_saysWhere() throws Exception {
    try (Surroundings around = new Surroundings(directory);
        RawUpstream taken = RawUpstream.start()) {
      int port = URI.create(taken.origin()).getPort();
      Files.writeString(
          around.file(), Files.readString(around.file()).replace("port: 0", "port: " + port));

      assertThatThrownBy(() -> Gateway.start(around.file()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ");
    }
  }

  @Test
  void start_hostUnknown_saysWhere() throws Exception {
    try (Surroundings around = new Surroundings(directory)) {
      Files.writeString(
          around.file(),
          Files.readString(around.file()).replace("port: 0", "host: nowhere.invalid, port: 0"));

      assertThatThrownBy(() -> Gateway.start(around.file()))
          .hasMessageStartingWith("cannot listen on nowhere.invalid:0: ");
    }
  }

  @Test
  void told_listening_namesAddress() {
    assertThat(Gateway.told(new BindException("in use"), SETTINGS))
        .isEqualTo("cannot listen on [::1]:8443: in use");
    assertThat(Gateway.told(new UnresolvedAddressException(), SETTINGS))
        .isEqualTo("cannot listen on [::1]:8443: UnresolvedAddressException");
  }

  @Test
  void told_tls_doesNotSpeakOfListening() {
    String tls = "cannot serve TLS with gateway.tls.certificate and key: ";

    assertThat(Gateway.told(new PemException(Path.of("a.pem"), "a damaged certificate"), SETTINGS))
        .isEqualTo(tls + "a damaged certificate");
    assertThat(Gateway.told(new UnrecoverableKeyException("no such key"), SETTINGS))
        .isEqualTo(tls + "no such key");
  }

  @Test
  void told_anythingElse_isNotBlamedOnTheAddress() {
    assertThat(Gateway.told(new IllegalStateException("no threads"), SETTINGS))
        .isEqualTo("cannot start: no threads");
  }
}
