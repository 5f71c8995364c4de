namespace Mailroom.Servers;

/// <summary>The text of dovecot.conf.</summary>
internal static class DovecotConfiguration
{
    public static string Create(
        string folder, string certificateFile, string keyFile, DovecotPorts ports, DovecotAccount account) => $$"""
        base_dir = {{folder}}/run
        state_dir = {{folder}}/run
        log_path = /dev/stderr
        protocols = imap
        listen = 127.0.0.1
        default_internal_user = {{account.User}}
        default_internal_group = {{account.Group}}
        default_login_user = {{account.User}}
        first_valid_uid = 1
        ssl = yes
        ssl_cert = <{{certificateFile}}
        ssl_key = <{{keyFile}}
        disable_plaintext_auth = no
        auth_mechanisms = plain login
        auth_failure_delay = 0
        mail_location = maildir:{{folder}}/mail/%u
        namespace inbox {
          inbox = yes
        }
        passdb {
          driver = passwd-file
          args = username_format=%u {{folder}}/users
        }
        userdb {
          driver = static
          args = uid={{account.User}} gid={{account.Group}} home={{folder}}/mail/%u
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = {{ports.Imap}}
          }
          inet_listener imaps {
            port = {{ports.Imaps}}
            ssl = yes
          }
        }
        service anvil {
          chroot =
        }
        service stats {
          chroot =
        }
        service auth {
          inet_listener sasl {
            port = {{ports.Sasl}}
          }
        }

        """;
}
