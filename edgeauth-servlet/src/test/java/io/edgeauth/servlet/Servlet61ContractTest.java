package io.edgeauth.servlet;

import org.junit.jupiter.api.Nested;

/** The containers of Servlet 6.1. */
final class Servlet61ContractTest {

  @Nested
  final class OnJetty extends FilterContract {
    OnJetty() {
      super(Container.JETTY_EE11, "");
    }
  }

  @Nested
  final class OnJettyBelowContextPath extends FilterContract {
    OnJettyBelowContextPath() {
      super(Container.JETTY_EE11, "/app");
    }
  }

  @Nested
  final class OnTomcat extends FilterContract {
    OnTomcat() {
      super(Container.TOMCAT_11, "");
    }
  }

  @Nested
  final class OnTomcatBelowContextPath extends FilterContract {
    OnTomcatBelowContextPath() {
      super(Container.TOMCAT_11, "/app");
    }
  }
}
