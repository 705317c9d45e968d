"""The list, the money, the host's links, and an application on its way."""

NAMESPACE = "exchanges:"
PAGES = """
                                    | ano app hst hom hsm thi coo fin aud adm str out | for mis
list - GET                          | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
list - POST                         | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
mine - GET                          | in  200 200 200 200 200 200 200 200 200 200 200 | 200 404
mine - POST                         | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
apply - GET                         | in  200 200 200 200 200 200 200 200 200 200 200 | 200 404
apply - POST                        | in  200 302 200 200 200 200 200 200 200 200 200 | 200 404
host_link link GET                  | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
host_link link POST                 | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
host_sign link GET                  | 200 200 200 200 200 200 200 200 200 200 200 200 | 200 404
host_sign link POST                 | 422 422 422 422 422 422 422 422 422 422 422 422 | 422 404
budget - GET                        | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
budget - POST                       | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
budget_line - GET                   | in  404 404 403 403 403 200 403 403 404 404 404 | 404 404
budget_line - POST                  | in  404 404 403 403 403 302 403 403 404 404 404 | 404 404
batches - GET                       | in  404 404 200 200 200 200 200 200 404 404 404 | 404 404
batches - POST                      | in  404 404 302 422 422 302 302 403 404 404 404 | 404 404
batch batch GET                     | in  404 404 200 404 404 200 200 200 404 404 404 | 404 404
batch batch POST                    | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
batch_act batch,name=authorise GET  | in  404 404 302 404 404 302 302 302 404 404 404 | 404 404
batch_act batch,name=authorise POST | in  404 404 302 404 404 302 403 403 404 404 404 | 404 404
batch_act batch,name=confirm POST   | in  404 404 403 404 404 403 422 403 404 404 404 | 404 404
batch_act batch,name=dissolve POST  | in  404 404 302 404 404 302 302 403 404 404 404 | 404 404
batch_act batch,name=nonsense POST  | in  404 404 404 404 404 404 404 404 404 404 404 | 404 404
exchange draft GET                  | in  200 404 200 404 404 200 404 200 404 404 404 | 404 404
exchange draft POST                 | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
application draft GET               | in  200 404 403 404 404 403 404 403 404 404 404 | 404 404
application draft POST              | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
application submitted GET           | in  302 403 403 403 403 403 403 403 404 404 404 | 404 404
application submitted POST          | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
save draft GET                      | in  302 302 302 302 302 302 302 302 302 302 302 | 302 302
save draft POST                     | in  302 404 403 404 404 403 404 403 404 404 404 | 404 404
save submitted GET                  | in  302 302 302 302 302 302 302 302 302 302 302 | 302 302
save submitted POST                 | in  302 403 403 403 403 403 403 403 404 404 404 | 404 404
assess draft GET                    | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
assess draft POST                   | in  200 404 403 404 404 403 404 403 404 404 404 | 404 404
hosts draft GET                     | in  200 404 403 404 404 403 404 403 404 404 404 | 404 404
hosts draft POST                    | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
submit draft GET                    | in  302 302 302 302 302 302 302 302 302 302 302 | 302 302
submit draft POST                   | in  200 404 403 404 404 403 404 403 404 404 404 | 404 404
submit submitted GET                | in  302 302 302 302 302 302 302 302 302 302 302 | 302 302
submit submitted POST               | in  302 403 403 403 403 403 403 403 404 404 404 | 404 404
delete draft GET                    | in  200 404 403 404 404 403 404 403 404 404 404 | 404 404
delete draft POST                   | in  302 404 403 404 404 403 404 403 404 404 404 | 404 404
delete submitted GET                | in  302 403 403 403 403 403 403 403 404 404 404 | 404 404
delete submitted POST               | in  302 403 403 403 403 403 403 403 404 404 404 | 404 404
withdraw submitted GET              | in  200 403 403 403 403 403 403 403 404 404 404 | 404 404
withdraw submitted POST             | in  302 403 403 403 403 403 403 403 404 404 404 | 404 404
withdraw draft GET                  | in  302 404 403 404 404 403 404 403 404 404 404 | 404 404
withdraw draft POST                 | in  302 404 403 404 404 403 404 403 404 404 404 | 404 404
host_answer asked GET               | in  403 200 403 403 403 403 403 403 404 404 404 | 404 404
host_answer asked POST              | in  403 302 403 403 403 403 403 403 404 404 404 | 404 404
host_answer draft GET               | in  403 404 403 404 404 403 404 403 404 404 404 | 404 404
host_answer draft POST              | in  403 404 403 404 404 403 404 403 404 404 404 | 404 404
decide draft GET                    | in  403 404 200 404 404 200 404 200 404 404 404 | 404 404
decide draft POST                   | in  405 405 405 405 405 405 405 405 405 405 405 | 405 405
sign draft GET                      | in  200 404 200 404 404 200 404 200 404 404 404 | 404 404
sign draft POST                     | in  422 404 422 404 404 403 404 403 404 404 404 | 404 404
report draft GET                    | in  302 404 403 404 404 403 404 403 404 404 404 | 404 404
report draft POST                   | in  302 404 403 404 404 403 404 403 404 404 404 | 404 404
change draft GET                    | in  302 404 403 404 404 403 404 403 404 404 404 | 404 404
change draft POST                   | in  302 404 403 404 404 403 404 403 404 404 404 | 404 404
"""
