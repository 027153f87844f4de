package io.edgeauth.servlet;

import org.junit.jupiter.api.Nested;

/** The containers of Servlet 6.0. */
final class Servlet60ContractTest {

  @Nested
  final class OnJetty extends FilterContract {
    OnJetty() {
      super(Container.JETTY_EE10, "");
    }
  }

  @Nested
  final class OnJettyBelowContextPath extends FilterContract {
    OnJettyBelowContextPath() {
      super(Container.JETTY_EE10, "/app");
    }
  }

  @Nested
  final class OnTomcat extends FilterContract {
    OnTomcat() {
      super(Container.TOMCAT_10, "");
    }
  }

  @Nested
  final class OnTomcatBelowContextPath extends FilterContract {
    OnTomcatBelowContextPath() {
      super(Container.TOMCAT_10, "/app");
    }
  }

  @Nested
  final class OnUndertow extends FilterContract {
    OnUndertow() {
      super(Container.UNDERTOW, "");
    }
  }

  @Nested
  final class OnUndertowBelowContextPath extends FilterContract {
    OnUndertowBelowContextPath() {
      super(Container.UNDERTOW, "/app");
    }
  }
}
