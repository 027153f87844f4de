package io.edgeauth.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import inet.ipaddr.IPAddress;
import io.edgeauth.fixtures.TestRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

/**
 * Any lines of forwarding headers from a trusted proxy, read by us and by expressions that say the
 * grammars of RFC 7239 and of the usual list. The first byte says which header it is; lines that
 * begin with a plus are the other's.
 */
@Timeout(30)
final class ForwardingHeadersFuzzTest {

  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String IPV4 = OCTET + "(?:\\." + OCTET + "){3}";
  private static final String IPV6 = "[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";
  private static final String PORT =
      "(?::(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|0*[0-9]{1,4}|[0-5][0-9]{4}))";

  private static final Pattern LISTED =
      Pattern.compile(
          "(?<a>" + IPV4 + ")" + PORT + "?|\\[(?<b>" + IPV6 + ")]" + PORT + "?|(?<c>" + IPV6 + ")");

  private static final Pattern STANDARD =
      Pattern.compile(
          "(?<a>"
              + IPV4
              + ")(?:"
              + PORT
              + "|:_[A-Za-z0-9._-]+)?"
              + "|\\[(?<b>"
              + IPV6
              + ")](?:"
              + PORT
              + "|:_[A-Za-z0-9._-]+)?(?<c>)");

  private static final Pattern PAIR =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]++)="
              + "(?:([!#$%&'*+.^_`|~0-9A-Za-z-]++)"
              + "|\"((?:[\\t !\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t -~\\x80-\\xff])*+)\")");

  private static final Pattern BLANKS = Pattern.compile("[ \\t]*+");

  @FuzzTest
  @DictionaryEntries({
    "x",
    "f",
    "for=",
    "for=\"[2001:db8::1]:80\"",
    ";by=",
    ";proto=https",
    "10.0.0.2, ",
    "203.0.113.9",
    "\"",
    "\\",
    ", ",
    "unknown",
    "_hidden",
    ":80",
    ":_p1",
    "[::1]",
    "::ffff:10.0.0.1"
  })
  void find_anyLines_asTheGrammarsSay(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean standard = text.startsWith("f");
    String own = standard ? ProxyTrial.FORWARDED : ProxyTrial.XFF;
    String other = standard ? ProxyTrial.XFF : ProxyTrial.FORWARDED;
    TestRequest request = ProxyTrial.fromProxy();
    List<String> lines = new ArrayList<>();
    boolean others = false;
    for (String line : text.substring(text.isEmpty() ? 0 : 1).split("\n", -1)) {
      if (line.startsWith("+")) {
        request.header(other, line.substring(1));
        others = true;
      } else {
        request.header(own, line);
        lines.add(line);
      }
    }
    ClientAddress found = ProxyTrial.behindProxies(own).find(request);
    ClientAddress expected = expected(lines, standard, own);
    if (others && !found.equals(expected)) {
      assertThat(found).as(text).isEqualTo(ProxyTrial.CONTRADICTION);
    } else {
      assertThat(found).as(text).isEqualTo(expected);
    }
  }

  private static ClientAddress expected(List<String> lines, boolean standard, String header) {
    if (lines.stream().allMatch(line -> BLANKS.matcher(line).matches())) {
      return ProxyTrial.viaProxy(ProxyTrial.PROXY);
    }
    List<String> hops = standard ? nodes(lines) : elements(lines);
    if (hops == null || hops.size() > 256) {
      return ProxyTrial.unreadable(header);
    }
    IPAddress client = null;
    for (int i = hops.size() - 1; i >= 0; i--) {
      client = address((standard ? STANDARD : LISTED).matcher(hops.get(i)));
      if (client == null) {
        return ProxyTrial.unreadable(header);
      }
      String network = client.isIPv4() ? "10.0.0.0/8" : "2001:db8:ffff::/48";
      if (!new inet.ipaddr.IPAddressString(network).getAddress().contains(client)) {
        break;
      }
    }
    return ProxyTrial.viaProxy(client.toCanonicalString());
  }

  private static @Nullable IPAddress address(Matcher hop) {
    if (!hop.matches()) {
      return null;
    }
    String text = hop.group("a") != null ? hop.group("a") : hop.group("b");
    text = text == null ? hop.group("c") : text;
    return AddressOracleTest.library(text, AddressOracleTest.STRICT);
  }

  private static List<String> elements(List<String> lines) {
    List<String> elements = new ArrayList<>();
    for (String element : String.join(",", lines).split(",", -1)) {
      elements.add(element.replaceAll("^[ \\t]+|[ \\t]+$", ""));
    }
    return elements;
  }

  /** What {@code for} says in each element, empty where it says nothing; null past the grammar. */
  private static @Nullable List<String> nodes(List<String> lines) {
    List<String> nodes = new ArrayList<>();
    for (String line : lines) {
      String node = "";
      Set<String> names = new HashSet<>();
      int at = blanks(line, 0);
      while (true) {
        Matcher pair = PAIR.matcher(line).region(at, line.length());
        if (pair.lookingAt()) {
          if (!names.add(pair.group(1).toLowerCase(Locale.ROOT))) {
            return null;
          }
          String value =
              pair.group(2) != null ? pair.group(2) : pair.group(3).replaceAll("\\\\(.)", "$1");
          node = pair.group(1).equalsIgnoreCase("for") ? value : node;
          at = blanks(line, pair.end());
        }
        boolean ended = at == line.length();
        if (ended || line.charAt(at) == ',') {
          nodes.add(node);
          node = "";
          names.clear();
        } else if (line.charAt(at) != ';') {
          return null;
        }
        if (ended) {
          break;
        }
        at = blanks(line, at + 1);
      }
    }
    return nodes;
  }

  private static int blanks(String line, int from) {
    Matcher blanks = BLANKS.matcher(line).region(from, line.length());
    return blanks.lookingAt() ? blanks.end() : from;
  }
}
