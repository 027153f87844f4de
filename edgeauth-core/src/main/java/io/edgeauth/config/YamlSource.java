package io.edgeauth.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads a configuration from YAML 1.2.
 *
 * <p>Only data: tags, anchors, aliases and merge keys are problems, no object is ever made of a
 * name in the file. Exactly one document with a mapping at the top, at most 1 MB, 32 levels and 100
 * 000 values. In values <code>${NAME}</code> and <code>${NAME:default}</code> are environment
 * variables; inside brackets or braces they need quotes.
 *
 * <p>Stateless. Blocks while it reads the file.
 */
final class YamlSource {

  private static final int MAX_BYTES = 1024 * 1024;

  /** Where the parser's messages quote more of the file than one character. */
  private static final Pattern QUOTATION =
      Pattern.compile("(?<=tag handle|escape character) .*|, but found: .*|: .*", Pattern.DOTALL);

  private YamlSource() {}

  /**
   * Reads a file, by one reading of its bytes.
   *
   * @param file in UTF-8
   * @param environment the variables that placeholders may name
   * @param problems gets what is wrong
   * @return the tree; empty when the file cannot be read or is not YAML
   */
  static ConfigNode.Mapping read(Path file, Map<String, String> environment, Problems problems) {
    String source = file.toString();
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException failure) {
      return nothing(problems, new Origin(source, 0), "cannot be read: " + reason(file, failure));
    }
    if (bytes.length > MAX_BYTES) return tooLarge(source, problems);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    String yaml = decoded(in);
    if (yaml == null) {
      int line = 1;
      for (int i = 0; i < in.position(); i++) if (bytes[i] == '\n') line++;
      return nothing(problems, new Origin(source, line), "not UTF-8");
    }
    return parsed(source, yaml, environment, problems);
  }

  /**
   * Reads YAML that is at hand.
   *
   * @param sourceName how origins name it
   * @param yaml the text
   * @param environment the variables that placeholders may name
   * @param problems gets what is wrong
   * @return the tree; empty when the text is not YAML
   */
  static ConfigNode.Mapping read(
      String sourceName, String yaml, Map<String, String> environment, Problems problems) {
    if (yaml.length() > MAX_BYTES) return tooLarge(sourceName, problems);
    return parsed(sourceName, yaml, environment, problems);
  }

  private static ConfigNode.Mapping parsed(
      String source, String yaml, Map<String, String> environment, Problems problems) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(MAX_BYTES).build();
    Placeholders placeholders = new Placeholders(environment);
    try {
      var events = new ParserImpl(settings, new StreamReader(settings, yaml));
      return new YamlTree(events, source, placeholders, problems).read();
    } catch (ConfigurationException stop) {
      stop.problems().forEach(p -> problems.add(p.origin(), p.keyPath(), p.message()));
      return ConfigNode.Mapping.empty(new Origin(source, 0));
    } catch (MarkedYamlEngineException syntax) {
      int line = syntax.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
      return nothing(problems, new Origin(source, line), "not YAML: " + description(syntax));
    } catch (YamlEngineException | IllegalArgumentException syntax) {
      // The second is what the scanner lets out of a file that ends inside an escape.
      return nothing(problems, new Origin(source, 0), "not YAML 1.2");
    }
  }

  /** The parser's words without what they quote of the file, as that may be a secret. */
  private static String description(MarkedYamlEngineException syntax) {
    String problem = syntax.getProblem();
    String hint =
        problem.endsWith(" got {") ? " (inside [ ] or { } a placeholder needs quotes)" : "";
    String withoutQuotation = QUOTATION.matcher(problem).replaceFirst("");
    String where =
        syntax.getContextMark().map(mark -> " from line " + (mark.getLine() + 1)).orElse("");
    String context = syntax.getContext() == null ? "" : syntax.getContext() + where + ": ";
    return context + withoutQuotation + hint;
  }

  private static @Nullable String decoded(ByteBuffer in) {
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    return result.isError() ? null : out.flip().toString();
  }

  private static String reason(Path file, IOException failure) {
    if (failure instanceof NoSuchFileException) return "there is no such file";
    if (failure instanceof AccessDeniedException) return "permission denied";
    if (Files.isDirectory(file)) return "it is a directory";
    return failure.getClass().getSimpleName();
  }

  private static ConfigNode.Mapping tooLarge(String source, Problems problems) {
    return nothing(problems, new Origin(source, 0), "larger than 1MB");
  }

  private static ConfigNode.Mapping nothing(Problems problems, Origin origin, String message) {
    problems.add(origin, "", message);
    return ConfigNode.Mapping.empty(new Origin(origin.source(), 0));
  }
}
