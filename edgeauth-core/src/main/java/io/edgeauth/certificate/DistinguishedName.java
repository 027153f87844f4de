package io.edgeauth.certificate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The name of a subject or issuer as what it consists of, never as a text: two names are equal when
 * their relative names are, in order, whatever escaping or encoding they came in (M14). Values are
 * compared as they are, upper and lower case apart.
 *
 * <p>Immutable. The order is that of <a href="https://www.rfc-editor.org/rfc/rfc4514">RFC 4514</a>:
 * the most special first, which is the last in the certificate.
 */
public final class DistinguishedName {

  private static final int MAX_ATTRIBUTES = 64;

  private static final String COMMON_NAME = "2.5.4.3";

  private final List<Set<NameAttribute>> names;

  private DistinguishedName(List<Set<NameAttribute>> names) {
    this.names = names;
  }

  /**
   * Takes a certificate's name apart.
   *
   * @param name the name as the JDK has it
   * @return it, or null where it holds what no name may: values that are not in their character
   *     set, or more attributes than are looked at
   */
  public static @Nullable DistinguishedName of(X500Principal name) {
    try {
      return ofEncoded(name.getEncoded());
    } catch (DerException e) {
      return null;
    }
  }

  static DistinguishedName ofEncoded(byte[] der) throws DerException {
    List<Set<NameAttribute>> names = new ArrayList<>();
    int attributes = 0;
    for (Der relative : Der.of(der).expect(Der.SEQUENCE).elements()) {
      Set<NameAttribute> values = new HashSet<>();
      for (Der attribute : relative.expect(Der.SET).elements()) {
        if (++attributes > MAX_ATTRIBUTES) {
          throw new DerException("a name of more attributes than are looked at");
        }
        if (!values.add(NameAttribute.of(attribute))) {
          throw new DerException("a relative name that says the same twice");
        }
      }
      if (values.isEmpty()) {
        throw new DerException("a relative name of nothing");
      }
      names.add(Set.copyOf(values));
    }
    Collections.reverse(names);
    return new DistinguishedName(List.copyOf(names));
  }

  /**
   * Reads a name as it is written.
   *
   * @param text {@code CN=orders,OU=a+OU=b,O=Corp}: escaped as RFC 4514 says, with its short names
   *     of attributes, and {@code serialNumber} and {@code emailAddress}, or dotted ones
   * @return the name
   * @throws IllegalArgumentException if it is none; the message says what is expected
   */
  public static DistinguishedName parse(String text) {
    return new DistinguishedName(new NameText(text).read());
  }

  /** Relative names, the most special first; the attributes of one have no order. */
  List<Set<NameAttribute>> relativeNames() {
    return names;
  }

  /**
   * Whether it says nothing.
   *
   * @return true where the subject is named by alternative names alone
   */
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /**
   * The values of CN.
   *
   * @return the most special first
   */
  public List<String> commonNames() {
    return values(COMMON_NAME);
  }

  List<String> values(String type) {
    List<String> values = new ArrayList<>();
    for (Set<NameAttribute> relative : names) {
      for (NameAttribute attribute : relative) {
        if (attribute.type().equals(type)) {
          values.add(attribute.value());
        }
      }
    }
    return values;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DistinguishedName that && names.equals(that.names);
  }

  @Override
  public int hashCode() {
    return Objects.hash(names);
  }

  /** As RFC 4514 writes it; the attributes of one relative name in the order of their texts. */
  @Override
  public String toString() {
    return names.stream()
        .map(
            relative ->
                relative.stream()
                    .map(NameAttribute::toString)
                    .sorted()
                    .collect(Collectors.joining("+")))
        .collect(Collectors.joining(","));
  }
}
