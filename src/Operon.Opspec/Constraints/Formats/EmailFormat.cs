namespace Operon.Opspec.Constraints.Formats;

/// <summary><c>email</c> and <c>idn-email</c>: one address as in the header of a mail (RFC 5322), <c>Name &lt;a@b&gt;</c> included.</summary>
internal static class EmailFormat
{
    public static bool Matches(string text) => new MailAddressReader(text).IsOneAddress();
}
