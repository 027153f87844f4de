package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.servlet.Application.Settings;
import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.catalina.connector.Connector;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.junit.jupiter.api.Test;

/** Each row of the tables in docs/containers.md is what the containers do, without EdgeAuth. */
final class ContainersDocumentedTest {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."))
          .toAbsolutePath()
          .getParent()
          .resolve("docs/containers.md");
  private static final String REFUSED = "refused";
  private static final String OTHERWISE = "; in HTTP/2 ";

  /** Answers with the path that its container resolved. */
  private static final class Resolved extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String path = request.getServletPath() + Objects.toString(request.getPathInfo(), "");
      response.getOutputStream().write(path.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<String> lines(String heading) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int from = lines.indexOf("## " + heading);
    assertThat(from).as(heading).isNotNegative();
    List<String> rest = lines.subList(from + 1, lines.size());
    return rest.stream().takeWhile(line -> !line.startsWith("## ")).toList();
  }

  /** The rows of the only table below a heading, without its head. */
  private static List<List<String>> rows(String heading) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : lines(heading)) {
      if (line.startsWith("| ")) {
        List<String> cells = List.of(line.substring(2, line.length() - 2).split(" \\| ", -1));
        rows.add(cells.stream().map(cell -> cell.replace("`", "")).toList());
      }
    }
    return rows.subList(1, rows.size());
  }

  private static int column(Container container) {
    return container.isJetty() ? 0 : container.isTomcat() ? 1 : 2;
  }

  private static String told(Answer answer) {
    if (answer.status() != 200) {
      return REFUSED;
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.UTF_8)
        .replace("\u0000", "<NUL>")
        .replace("\n", "<LF>")
        .replace("\ufffd", "<FFFD>");
  }

  private static void compare(
      Container container, Settings settings, List<List<String>> rows, int targets) {
    Application application =
        new Application(null, Map.of("/*", new Resolved()))
            .inside(none -> (request, response, chain) -> chain.doFilter(request, response))
            .with(settings);
    try (Running running = container.start(application);
        RawConnection plain = new RawConnection(running.port());
        RawHttp2 framed = new RawHttp2(running.port())) {
      for (List<String> row : rows) {
        byte[] bytes = row.get(targets).getBytes(StandardCharsets.UTF_8);
        String target = new String(bytes, StandardCharsets.ISO_8859_1);
        String cell = row.get(targets + 1 + column(container));
        int other = cell.indexOf(OTHERWISE);
        String http1 = other < 0 ? cell : cell.substring(0, other);
        String http2 = other < 0 ? cell : cell.substring(other + OTHERWISE.length());

        assertThat(told(plain.send("GET", target, List.of()))).as("%s", row).isEqualTo(http1);
        assertThat(told(framed.get(target))).as("%s in HTTP/2", row).isEqualTo(http2);
      }
    }
  }

  @EveryContainer
  void paths_asTheyCome_areAsDocumented(Container container) throws IOException {
    List<List<String>> rows = rows("What a container makes of a path");

    assertThat(rows).hasSizeGreaterThan(20);
    compare(container, Settings.USUAL, rows, 0);
  }

  @EveryContainer
  void paths_underTheSettings_areAsDocumented(Container container) throws IOException {
    List<List<String>> rows = rows("Together with allow-ambiguous");

    assertThat(rows).hasSizeGreaterThanOrEqualTo(5);
    compare(container, Settings.DOCUMENTED, rows, 1);
  }

  @Test
  void settings_names_exist() throws Exception {
    String text = String.join(" ", lines("Together with allow-ambiguous"));
    for (String violation :
        List.of(
            "AMBIGUOUS_PATH_SEPARATOR",
            "AMBIGUOUS_EMPTY_SEGMENT",
            "AMBIGUOUS_PATH_ENCODING",
            "SUSPICIOUS_PATH_CHARACTERS")) {
      assertThat(Violation.valueOf(violation).name()).isEqualTo(violation);
      assertThat(text).contains(violation);
    }
    assertThat(text).contains("`encodedSolidusHandling`", "`encodedReverseSolidusHandling`");
    assertThat(Connector.class.getMethod("setEncodedSolidusHandling", String.class)).isNotNull();
  }
}
