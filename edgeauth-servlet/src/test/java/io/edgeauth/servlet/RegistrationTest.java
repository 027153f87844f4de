package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.servlet.Container.Running;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three ways in which a filter comes into an application, in a container that reads web.xml and
 * finds initialisers.
 */
final class RegistrationTest {

  private static final AtomicReference<Edge> IN_CODE = new AtomicReference<>();

  /** Registers in code, as an application would. */
  public static final class Registering implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      EdgeAuthFilter.register(event.getServletContext(), IN_CODE.get().auth());
    }
  }

  private static final String PUBLIC_ONLY =
      """
      edgeauth:
        routes:
          - {path: /%s/**, access: public}
      """;

  private static final String SERVLET =
      """
      <servlet><servlet-name>seen</servlet-name><servlet-class>%s</servlet-class></servlet>
      <servlet-mapping><servlet-name>seen</servlet-name><url-pattern>/*</url-pattern></servlet-mapping>
      """
          .formatted(ConstructibleServlet.class.getName());

  private static final String FILTER =
      """
      <filter>
        <filter-name>gate</filter-name>
        <filter-class>io.edgeauth.servlet.EdgeAuthFilter</filter-class>
        <async-supported>true</async-supported>
        <init-param><param-name>config</param-name><param-value>%s</param-value></init-param>
      </filter>
      <filter-mapping>
        <filter-name>gate</filter-name><url-pattern>/*</url-pattern>
        <dispatcher>REQUEST</dispatcher><dispatcher>FORWARD</dispatcher><dispatcher>INCLUDE</dispatcher>
        <dispatcher>ERROR</dispatcher><dispatcher>ASYNC</dispatcher>
      </filter-mapping>
      """;

  private static final String LISTENER =
      "<listener><listener-class>" + Registering.class.getName() + "</listener-class></listener>";

  /** The container makes servlets of web.xml itself. */
  public static final class ConstructibleServlet extends jakarta.servlet.http.HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(
        jakarta.servlet.http.HttpServletRequest request,
        jakarta.servlet.http.HttpServletResponse response)
        throws IOException {
      response.getWriter().write("served");
    }
  }

  /** What Tomcat tells of filters that threw when they were initialised. */
  private static final class StartFailures extends Handler {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      if (record.getThrown() instanceof ServletException failure) {
        messages.add(failure.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @TempDir private Path webapp;

  @AfterEach
  void close() {
    Edge edge = IN_CODE.getAndSet(null);
    if (edge != null) {
      edge.close();
    }
  }

  private void write(String path, String content) {
    try {
      Path file = webapp.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void webXml(String... parts) {
    write(
        "WEB-INF/web.xml",
        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\" metadata-complete=\"true\">"
            + String.join("", parts)
            + "</web-app>");
  }

  private StandardContext context(Tomcat tomcat) {
    StandardContext context = new StandardContext();
    context.setName("");
    context.setPath("");
    context.setDocBase(webapp.toString());
    context.setParentClassLoader(getClass().getClassLoader());
    ContextConfig config = new ContextConfig();
    config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    context.addLifecycleListener(config);
    tomcat.getHost().addChild(context);
    return context;
  }

  private Running start() {
    Tomcat tomcat = TomcatLauncher.tomcat();
    context(tomcat);
    return TomcatLauncher.run(tomcat);
  }

  private static void assertServes(Running running, String open, String closed) {
    assertThat(running.http().get(open).body()).isEqualTo("served");
    assertThat(running.http().get(closed).status()).isEqualTo(403);
  }

  @Test
  void webXml_initParamNamesFile_read() {
    write("WEB-INF/edge.yaml", PUBLIC_ONLY.formatted("xml"));
    webXml(SERVLET, FILTER.formatted("/WEB-INF/edge.yaml"));
    try (Running running = start()) {
      assertServes(running, "/xml/a", "/other");
    }
  }

  @Test
  void webXml_initParamNamesClassPath_read() {
    write("WEB-INF/classes/conf/edge.yaml", PUBLIC_ONLY.formatted("classes"));
    webXml(SERVLET, FILTER.formatted("classpath:conf/edge.yaml"));
    try (Running running = start()) {
      assertServes(running, "/classes/a", "/other");
    }
  }

  @Test
  void classPath_hasConfiguration_registersItself() {
    write("WEB-INF/classes/edgeauth.yaml", PUBLIC_ONLY.formatted("found"));
    webXml(SERVLET);
    try (Running running = start()) {
      assertServes(running, "/found/a", "/other");
    }
  }

  @Test
  void classPath_hasNoConfiguration_nothingIsRegistered() {
    webXml(SERVLET);
    try (Running running = start()) {
      assertThat(running.http().get("/any").body()).isEqualTo("served");
    }
  }

  @Test
  void classPath_webXmlHasFilter_yields() {
    write("WEB-INF/classes/edgeauth.yaml", PUBLIC_ONLY.formatted("found"));
    write("WEB-INF/edge.yaml", PUBLIC_ONLY.formatted("xml"));
    webXml(SERVLET, FILTER.formatted("/WEB-INF/edge.yaml"));
    try (Running running = start()) {
      assertServes(running, "/xml/a", "/found/a");
    }
  }

  @Test
  void classPath_codeRegisters_yields() {
    IN_CODE.set(new Edge());
    write("WEB-INF/classes/edgeauth.yaml", PUBLIC_ONLY.formatted("found"));
    webXml(LISTENER, SERVLET);
    try (Running running = start()) {
      assertServes(running, "/public/a", "/found/a");
    }
  }

  @Test
  void code_alone_registers() {
    IN_CODE.set(new Edge());
    webXml(LISTENER, SERVLET);
    try (Running running = start()) {
      assertServes(running, "/public/a", "/other");
    }
  }

  @Test
  void wrongConfiguration_application_doesNotStart() throws Exception {
    write("WEB-INF/edge.yaml", "edgeauth:\n  routes: 7\n  audiance: x\n");
    webXml(SERVLET, FILTER.formatted("/WEB-INF/edge.yaml"));
    Tomcat tomcat = TomcatLauncher.tomcat();
    StandardContext context = context(tomcat);
    StartFailures failures = new StartFailures();
    Logger containers = Logger.getLogger("org.apache.catalina.core.ContainerBase");
    containers.addHandler(failures);
    try (Running running = TomcatLauncher.run(tomcat)) {
      assertThat(context.getState()).isNotEqualTo(LifecycleState.STARTED);
      assertThat(running.http().get("/any").body()).doesNotContain("served");
      assertThat(failures.messages).hasSize(1);
      assertThat(failures.messages.get(0))
          .startsWith("2 problems in the configuration:")
          .contains("edge.yaml:2: edgeauth.routes")
          .contains("edge.yaml:3: edgeauth.audiance: unknown key");
    } finally {
      containers.removeHandler(failures);
    }
  }
}
