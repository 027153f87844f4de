package io.edgeauth.examples.idp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class IdentityProviderTest {

  private static IdentityProvider provider;

  @BeforeAll
  static void start() {
    provider = IdentityProvider.start(0);
  }

  @AfterAll
  static void stop() {
    provider.close();
  }

  @Test
  void token_unknownClient_namesTheKnownOnes() {
    assertThatThrownBy(() -> provider.token("nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody")
        .hasMessageContaining("alice-app");
  }

  @Test
  void clientSecret_ofTwoRuns_differs() {
    try (IdentityProvider other = IdentityProvider.start(0)) {
      assertThat(other.issuer()).isNotEqualTo(provider.issuer());
      for (String client : provider.clientIds()) {
        assertThat(other.clientSecret(client)).isNotEqualTo(provider.clientSecret(client));
      }
    }
  }

  @Test
  void close_afterwards_nothingListensAndNoThreadIsLeft() throws Exception {
    Set<Thread> before = threads();
    IdentityProvider other = IdentityProvider.start(0);
    URI issuer = other.issuer();
    assertThat(other.token("alice-app")).isNotEmpty();

    other.close();
    other.close();

    assertThatThrownBy(() -> new Socket(issuer.getHost(), issuer.getPort()).close())
        .isInstanceOf(ConnectException.class);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(threads())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    // The JDK's HTTP client and the waiting itself have these, not the provider.
                    .filteredOn(name -> !name.startsWith("Keep-Alive-Timer"))
                    .filteredOn(name -> !name.startsWith("awaitility"))
                    .isEmpty());
  }

  @Test
  void start_takenPort_fails() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> IdentityProvider.start(taken.getLocalPort()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void start_anotherAddressOfTheMachine_refusesConnections() {
    int port = provider.issuer().getPort();

    assertThatThrownBy(
            () -> {
              try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.2", port), 2_000);
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream().collect(Collectors.toSet());
  }
}
