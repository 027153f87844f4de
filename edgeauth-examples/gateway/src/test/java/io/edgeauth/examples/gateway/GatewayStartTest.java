package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.UnrecoverableKeyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway that cannot start says. */
final class GatewayStartTest {

  private static final ListenAddress ADDRESS = new ListenAddress("::1", 8443);

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

  private static String told(Exception failure) {
    return CannotStartException.of(failure, ADDRESS).getMessage();
  }

  @Test
  void start_managementPortTaken_saysWhereAndLetsGoOfTheOther() throws Exception {
    try (Surroundings around = new Surroundings(directory);
        RawUpstream taken = RawUpstream.start()) {
      int port = URI.create(taken.origin()).getPort();
      around.configure("management: {port: " + port + "}");

      assertThatThrownBy(() -> Gateway.start(around.file()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ");
    }
  }

  /** What was begun with is ended: the management's port is free again. */
  @Test
  void start_mainPortTaken_managementDoesNotStay() throws Exception {
    int free = freePort();
    try (Surroundings around = new Surroundings(directory);
        RawUpstream taken = RawUpstream.start()) {
      int port = URI.create(taken.origin()).getPort();
      around.configure("management: {port: " + free + "}");
      Files.writeString(
          around.file(),
          Files.readString(around.file()).replace("listen: {port: 0", "listen: {port: " + port));

      assertThatThrownBy(() -> Gateway.start(around.file()))
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port + ": ");
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), free).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void told_listening_namesAddress() {
    assertThat(told(new BindException("in use"))).isEqualTo("cannot listen on [::1]:8443: in use");
    assertThat(told(new UnresolvedAddressException()))
        .isEqualTo("cannot listen on [::1]:8443: UnresolvedAddressException");
  }

  @Test
  void told_tls_doesNotSpeakOfListening() {
    String tls = "cannot serve TLS with gateway.tls.certificate and key: ";

    assertThat(told(new PemException(Path.of("a.pem"), "a damaged certificate")))
        .isEqualTo(tls + "a damaged certificate");
    assertThat(told(new UnrecoverableKeyException("no such key"))).isEqualTo(tls + "no such key");
  }

  @Test
  void told_anythingElse_isNotBlamedOnTheAddress() {
    assertThat(told(new IllegalStateException("no threads"))).isEqualTo("cannot start: no threads");
  }
}
